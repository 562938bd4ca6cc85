#include "kafka/error_class.h"

namespace cablestream {
bool IsDenied(rd_kafka_resp_err_t error) {
  switch (error) {
    case RD_KAFKA_RESP_ERR__AUTHENTICATION:
    case RD_KAFKA_RESP_ERR__SSL:
    case RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED:
    case RD_KAFKA_RESP_ERR_UNSUPPORTED_SASL_MECHANISM:
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED:
      return true;
    default:
      return false;
  }
}

bool IsAboutMessage(rd_kafka_resp_err_t error) {
  switch (error) {
    case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE:
    case RD_KAFKA_RESP_ERR_RECORD_LIST_TOO_LARGE:  // a batch larger than the topic's segment.bytes
    case RD_KAFKA_RESP_ERR_INVALID_TIMESTAMP:
    case RD_KAFKA_RESP_ERR_INVALID_RECORD:
      return true;
    default:
      return false;
  }
}

namespace {

bool IsFenced(rd_kafka_resp_err_t error) {
  switch (error) {
    case RD_KAFKA_RESP_ERR__FENCED:
    case RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID:
    case RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH:
    case RD_KAFKA_RESP_ERR_PRODUCER_FENCED:
      return true;
    default:
      return false;
  }
}

}  // namespace

ErrorCode ClassifyError(rd_kafka_resp_err_t error) {
  if (IsDenied(error)) return ErrorCode::kUnavailable;
  if (IsFenced(error)) return ErrorCode::kFenced;
  switch (error) {
    case RD_KAFKA_RESP_ERR__TRANSPORT:
    case RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN:
    case RD_KAFKA_RESP_ERR__RESOLVE:
      return ErrorCode::kUnavailable;
    case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
    case RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC:
    case RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION:
    case RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE:
    case RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET:
      return ErrorCode::kRefused;
    case RD_KAFKA_RESP_ERR__INVALID_ARG:
    case RD_KAFKA_RESP_ERR_INVALID_GROUP_ID:
    case RD_KAFKA_RESP_ERR_INVALID_SESSION_TIMEOUT:
      return ErrorCode::kInvalidArgument;
    case RD_KAFKA_RESP_ERR__FATAL:
      return ErrorCode::kInternal;
    default:
      return ErrorCode::kRetry;
  }
}

ErrorCode ClassifyTransactionError(const rd_kafka_error_t* error) {
  const rd_kafka_resp_err_t code = rd_kafka_error_code(error);
  if (IsDenied(code)) return ErrorCode::kUnavailable;
  if (IsFenced(code)) return ErrorCode::kFenced;
  if (rd_kafka_error_is_retriable(error) != 0) return ErrorCode::kRetry;
  return ErrorCode::kLost;
}

Error MakeError(ErrorCode code, const std::string& what, rd_kafka_resp_err_t error) {
  return {code, what + ": " + rd_kafka_err2str(error) + " (" + rd_kafka_err2name(error) + ")"};
}

Error MakeError(ErrorCode code, const std::string& what, const rd_kafka_error_t* error) {
  return {code,
          what + ": " + rd_kafka_error_string(error) + " (" + rd_kafka_error_name(error) + ")"};
}

Error NeedingRight(Error error, rd_kafka_resp_err_t cause, const std::string& right) {
  switch (cause) {
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED:
      error.message += "; grant " + right;
      return error;
    default:
      return error;
  }
}

}  // namespace cablestream
