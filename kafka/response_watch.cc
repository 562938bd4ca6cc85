#include "kafka/response_watch.h"

namespace cablestream {
namespace {

constexpr char kName[] = "cablestream-response-watch";

bool IsTransactional(int16_t api_key) {
  constexpr int16_t kProduce = 0;
  constexpr int16_t kInitProducerId = 22;
  constexpr int16_t kAddPartitionsToTxn = 24;
  constexpr int16_t kAddOffsetsToTxn = 25;
  constexpr int16_t kEndTxn = 26;
  constexpr int16_t kTxnOffsetCommit = 28;
  switch (api_key) {
    case kProduce:
    case kInitProducerId:
    case kAddPartitionsToTxn:
    case kAddOffsetsToTxn:
    case kEndTxn:
    case kTxnOffsetCommit:
      return true;
    default:
      return false;
  }
}

}  // namespace

Status ResponseWatch::AddTo(rd_kafka_conf_t* conf) {
  if (rd_kafka_conf_interceptor_add_on_new(conf, kName, &ResponseWatch::OnNew, this) !=
      RD_KAFKA_RESP_ERR_NO_ERROR) {
    return Fail(ErrorCode::kInternal, "librdkafka refuses an interceptor");
  }
  return {};
}

rd_kafka_resp_err_t ResponseWatch::OnNew(rd_kafka_t* client, const rd_kafka_conf_t* /*conf*/,
                                         void* opaque, char* /*reason*/, size_t /*reason_size*/) {
  return rd_kafka_interceptor_add_on_response_received(client, kName, &ResponseWatch::OnResponse,
                                                       opaque);
}

rd_kafka_resp_err_t ResponseWatch::OnResponse(rd_kafka_t* /*client*/, int /*socket*/,
                                              const char* /*broker*/, int32_t /*broker_id*/,
                                              int16_t api_key, int16_t /*api_version*/,
                                              int32_t /*correlation_id*/, size_t /*size*/,
                                              int64_t /*round_trip_us*/, rd_kafka_resp_err_t error,
                                              void* opaque) {
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR && IsTransactional(api_key)) {
    static_cast<ResponseWatch*>(opaque)->failed_.store(true);
  }
  return RD_KAFKA_RESP_ERR_NO_ERROR;
}

}  // namespace cablestream
