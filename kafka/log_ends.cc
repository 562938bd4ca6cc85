#include "kafka/log_ends.h"

namespace cablestream {

rd_kafka_resp_err_t QueryLogEnds(rd_kafka_t* client, const TopicPartition& partition,
                                 std::chrono::milliseconds limit, LogEnds& ends) {
  const auto ask = [&](LogEnds& answer) {
    return rd_kafka_query_watermark_offsets(client, partition.topic.c_str(), partition.partition,
                                            &answer.low, &answer.high,
                                            static_cast<int>(limit.count()));
  };
  rd_kafka_resp_err_t error = ask(ends);
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR || ends.low != ends.high) return error;
  LogEnds again;
  error = ask(again);
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) return error;
  const bool same = again.low == ends.low && again.high == ends.high;
  return same ? RD_KAFKA_RESP_ERR_NO_ERROR : RD_KAFKA_RESP_ERR__IN_PROGRESS;
}

}  // namespace cablestream
