#include "app/feed/delivery_fault.h"

#include <gtest/gtest.h>

namespace cablestream {
namespace {

TEST(DeliveryFaultTest, TriesAgainWhatKafkaCallsRetriable) {
  for (const auto error :
       {RD_KAFKA_RESP_ERR__MSG_TIMED_OUT, RD_KAFKA_RESP_ERR__TRANSPORT,
        RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT, RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS,
        RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION, RD_KAFKA_RESP_ERR_KAFKA_STORAGE_ERROR}) {
    EXPECT_EQ(ClassifyDelivery(error), DeliveryFault::kPassing) << rd_kafka_err2name(error);
  }
}

TEST(DeliveryFaultTest, CallsWhatIsUnknownRefused) {
  for (const auto error :
       {RD_KAFKA_RESP_ERR_UNKNOWN, RD_KAFKA_RESP_ERR_POLICY_VIOLATION,
        RD_KAFKA_RESP_ERR_INVALID_RECORD, RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE}) {
    EXPECT_EQ(ClassifyDelivery(error), DeliveryFault::kRefused) << rd_kafka_err2name(error);
  }
}

TEST(DeliveryFaultTest, EndsWhereNoFileCanBeSent) {
  for (const auto error : {RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED, RD_KAFKA_RESP_ERR__SSL,
                           RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART, RD_KAFKA_RESP_ERR__FATAL,
                           RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH}) {
    EXPECT_EQ(ClassifyDelivery(error), DeliveryFault::kEnds) << rd_kafka_err2name(error);
  }
}

}  // namespace
}  // namespace cablestream
