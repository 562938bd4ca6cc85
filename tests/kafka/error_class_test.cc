#include "kafka/error_class.h"

#include <gtest/gtest.h>

#include <chrono>

#include "kafka/client_config.h"

namespace cablestream {
namespace {

struct Classed {
  rd_kafka_resp_err_t error;
  ErrorCode outside;      // a transaction
  ErrorCode transaction;  // where librdkafka does not call it retriable
};

constexpr Classed kClassed[] = {
    {RD_KAFKA_RESP_ERR__AUTHENTICATION, ErrorCode::kUnavailable, ErrorCode::kUnavailable},
    {RD_KAFKA_RESP_ERR__SSL, ErrorCode::kUnavailable, ErrorCode::kUnavailable},
    {RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED, ErrorCode::kUnavailable,
     ErrorCode::kUnavailable},
    {RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED, ErrorCode::kUnavailable,
     ErrorCode::kUnavailable},
    {RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED, ErrorCode::kUnavailable,
     ErrorCode::kUnavailable},
    {RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED, ErrorCode::kUnavailable,
     ErrorCode::kUnavailable},
    {RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED, ErrorCode::kUnavailable,
     ErrorCode::kUnavailable},

    {RD_KAFKA_RESP_ERR__FENCED, ErrorCode::kFenced, ErrorCode::kFenced},
    {RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID, ErrorCode::kFenced, ErrorCode::kFenced},
    {RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH, ErrorCode::kFenced, ErrorCode::kFenced},
    {RD_KAFKA_RESP_ERR_PRODUCER_FENCED, ErrorCode::kFenced, ErrorCode::kFenced},

    {RD_KAFKA_RESP_ERR__TRANSPORT, ErrorCode::kUnavailable, ErrorCode::kLost},
    {RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN, ErrorCode::kUnavailable, ErrorCode::kLost},
    {RD_KAFKA_RESP_ERR__RESOLVE, ErrorCode::kUnavailable, ErrorCode::kLost},

    {RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART, ErrorCode::kRefused, ErrorCode::kLost},
    {RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION, ErrorCode::kRefused, ErrorCode::kLost},
    {RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE, ErrorCode::kRefused, ErrorCode::kLost},
    {RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET, ErrorCode::kRefused, ErrorCode::kLost},
    {RD_KAFKA_RESP_ERR__INVALID_ARG, ErrorCode::kInvalidArgument, ErrorCode::kLost},
    {RD_KAFKA_RESP_ERR__FATAL, ErrorCode::kInternal, ErrorCode::kLost},

    {RD_KAFKA_RESP_ERR__TIMED_OUT, ErrorCode::kRetry, ErrorCode::kLost},
    {RD_KAFKA_RESP_ERR_NOT_COORDINATOR, ErrorCode::kRetry, ErrorCode::kLost},
    {RD_KAFKA_RESP_ERR_ILLEGAL_GENERATION, ErrorCode::kRetry, ErrorCode::kLost},
    {RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID, ErrorCode::kRetry, ErrorCode::kLost},
    {RD_KAFKA_RESP_ERR_INVALID_TXN_STATE, ErrorCode::kRetry, ErrorCode::kLost},
    {RD_KAFKA_RESP_ERR__STATE, ErrorCode::kRetry, ErrorCode::kLost},
};

TEST(ErrorClassTest, HasOneReactionForEachError) {
  for (const Classed& classed : kClassed) {
    EXPECT_EQ(ErrorCodeName(ClassifyError(classed.error)), ErrorCodeName(classed.outside))
        << rd_kafka_err2name(classed.error);
  }
}

TEST(ErrorClassTest, HoldsATransactionLostUnlessToldOtherwise) {
  for (const Classed& classed : kClassed) {
    const ErrorHandle error(rd_kafka_error_new(classed.error, "text"));
    EXPECT_EQ(ErrorCodeName(ClassifyTransactionError(error.get())),
              ErrorCodeName(classed.transaction))
        << rd_kafka_err2name(classed.error);
  }
}

// Only librdkafka can make such an error.
TEST(ErrorClassTest, CallsAgainWhatLibrdkafkaCallsRetriable) {
  ClientConfig nobody;
  nobody.brokers = "127.0.0.1:1";
  Result<ConfHandle> conf =
      MakeConf(nobody, RD_KAFKA_PRODUCER, {}, {{"transactional.id", "test"}, {"log_level", "0"}});
  ASSERT_TRUE(conf) << conf.error().message;
  const Result<ClientHandle> client = NewClient(RD_KAFKA_PRODUCER, std::move(*conf));
  ASSERT_TRUE(client) << client.error().message;
  const ErrorHandle error(rd_kafka_init_transactions(client->get(), /*timeout_ms=*/1));
  ASSERT_TRUE(error);
  EXPECT_EQ(ClassifyTransactionError(error.get()), ErrorCode::kRetry)
      << rd_kafka_error_string(error.get());
}

TEST(ErrorClassTest, NamesTheRightThatIsMissing) {
  const auto message = [](rd_kafka_resp_err_t error) {
    return NeedingRight(MakeError(ErrorCode::kUnavailable, "Reading", error), error,
                        "READ on topic t")
        .message;
  };
  EXPECT_EQ(message(RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED),
            "Reading: Broker: Topic authorization failed (TOPIC_AUTHORIZATION_FAILED); grant READ "
            "on topic t");
  EXPECT_EQ(message(RD_KAFKA_RESP_ERR__TRANSPORT),
            "Reading: Local: Broker transport failure (_TRANSPORT)");
}

TEST(ErrorClassTest, SaysWhatWasDoneAndLibrdkafkasWords) {
  EXPECT_EQ(MakeError(ErrorCode::kRetry, "Asking", RD_KAFKA_RESP_ERR__TIMED_OUT).message,
            "Asking: Local: Timed out (_TIMED_OUT)");
  const ErrorHandle error(rd_kafka_error_new(RD_KAFKA_RESP_ERR__STATE, "no %s", "transaction"));
  EXPECT_EQ(MakeError(ErrorCode::kLost, "Committing", error.get()).message,
            "Committing: no transaction (_STATE)");
}

}  // namespace
}  // namespace cablestream
