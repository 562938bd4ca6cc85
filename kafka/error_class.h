// What an error of librdkafka means for the one who got it.
#pragma once

#include <librdkafka/rdkafka.h>

#include <string>

#include "common/error.h"
#include "kafka/handles.h"

namespace cablestream {

// Wrong credentials, or not authorised: no waiting mends it.
[[nodiscard]] bool IsDenied(rd_kafka_resp_err_t error);

// Whether a broker refused a message for what it is (its size, its timestamp, its content): the
// same message would be refused again, another one would not.
[[nodiscard]] bool IsAboutMessage(rd_kafka_resp_err_t error);

// The reaction to an error outside a transaction: kUnavailable (brokers away, not authorised, wrong
// credentials), kRetry (passing), kFenced, kRefused (a topic is missing, an offset out of range),
// kInvalidArgument, kInternal.
[[nodiscard]] ErrorCode ClassifyError(rd_kafka_resp_err_t error);

// The reaction to an error of a transactional call: kRetry (call again, nothing is decided),
// kFenced, kUnavailable (will not mend itself: not authorised), else kLost.
[[nodiscard]] ErrorCode ClassifyTransactionError(const rd_kafka_error_t* error);

// "what: librdkafka's words (NAME)".
[[nodiscard]] Error MakeError(ErrorCode code, const std::string& what, rd_kafka_resp_err_t error);
[[nodiscard]] Error MakeError(ErrorCode code, const std::string& what,
                              const rd_kafka_error_t* error);

// The same; where `cause` is a right that is missing, `right` is named:
//
//   "Reading a log: … (TOPIC_AUTHORIZATION_FAILED); grant READ on topic cables.raw"
[[nodiscard]] Error NeedingRight(Error error, rd_kafka_resp_err_t cause, const std::string& right);

}  // namespace cablestream
