// What KafkaSink makes of a broker's answers. Nothing here is about transactions as such: the mock
// cluster has none.
#include "producer/kafka_sink.h"

#include <gmock/gmock.h>

#include <thread>

#include "mock_sink.h"

namespace cablestream {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

class KafkaSinkTest : public testing::Test {
 protected:
  void SetUp() override {
    for (const char* topic : {"records", "claims", "home"}) cluster_.CreateTopic(topic, 2);
    Renew();
  }

  void Renew() {
    const Status renewed = sink_.Renew();
    ASSERT_TRUE(renewed) << renewed.error().message;
  }

  // Every step but the commit.
  Status Prepare() {
    if (Status begun = sink_.Begin(); !begun) return begun;
    if (Status taken = sink_.Produce(To(OutputTopic::kRecords, "record")); !taken) return taken;
    if (auto flushed = sink_.Flush(); !flushed) return Fail(flushed.error());
    return SendOneOffset(sink_);
  }

  Status Run() {
    if (Status prepared = Prepare(); !prepared) return prepared;
    return sink_.Commit();
  }

  static void ExpectError(const Status& status, ErrorCode code) {
    ASSERT_FALSE(status);
    EXPECT_EQ(ErrorCodeName(status.error().code), ErrorCodeName(code)) << status.error().message;
  }

  MockCluster cluster_;
  KafkaSink sink_{SinkOptions(cluster_)};
};

TEST_F(KafkaSinkTest, CommitsOneTransactionAfterTheOther) {
  for (int i = 0; i < 3; ++i) {
    const Status committed = Run();
    ASSERT_TRUE(committed) << committed.error().message;
  }
}

// librdkafka asserts where a producer is destroyed just as it adds partitions to its transaction.
TEST_F(KafkaSinkTest, DropsATransactionThatHasJustBegun) {
  for (int i = 0; i < 200; ++i) {
    ASSERT_TRUE(sink_.Begin());
    ASSERT_TRUE(sink_.Produce(To(OutputTopic::kRecords, "record")));
    if (i % 20 != 0) std::this_thread::sleep_for(std::chrono::microseconds(i % 20 * 10));
    Renew();
  }
}

TEST_F(KafkaSinkTest, CallsAgainWhatPasses) {
  ASSERT_TRUE(Run());
  cluster_.FailNext(Api::kAddOffsetsToTxn, RD_KAFKA_RESP_ERR_CONCURRENT_TRANSACTIONS);
  cluster_.FailNext(Api::kTxnOffsetCommit, RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS);
  const Status committed = Run();
  EXPECT_TRUE(committed) << committed.error().message;
}

// Every call is ok, but a copy of the request may still be on its way.
TEST_F(KafkaSinkTest, DoesNotTrustACommitThatWasSentTwice) {
  for (const Api api : {Api::kEndTxn, Api::kTxnOffsetCommit, Api::kProduce}) {
    cluster_.CutNext(api);
    const Status committed = Run();
    ExpectError(committed, ErrorCode::kLost);
    EXPECT_THAT(committed.error().message, HasSubstr("sent twice"));
    Renew();
    const Status next = Run();
    ASSERT_TRUE(next) << next.error().message;
  }
}

TEST_F(KafkaSinkTest, LosesATransactionWhoseOffsetsAreRefused) {
  for (const auto error :
       {RD_KAFKA_RESP_ERR_ILLEGAL_GENERATION, RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID}) {
    cluster_.FailNext(Api::kTxnOffsetCommit, error);
    ExpectError(Prepare(), ErrorCode::kLost);
    Renew();
  }
}

TEST_F(KafkaSinkTest, LosesATransactionWhoseOutputIsRefused) {
  cluster_.FailNext(Api::kProduce, RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE);
  const Status prepared = Prepare();
  ExpectError(prepared, ErrorCode::kLost);
  EXPECT_THAT(prepared.error().message, HasSubstr("records"));
}

// The topic's limit was lowered since it was asked for.
TEST_F(KafkaSinkTest, LearnsTheSizeThatIsRefused) {
  const Output record = To(OutputTopic::kRecords, "record");
  ASSERT_TRUE(sink_.Fits(record));
  cluster_.FailNext(Api::kProduce, RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE);
  ExpectError(Prepare(), ErrorCode::kLost);
  EXPECT_FALSE(sink_.Fits(record));
  EXPECT_TRUE(sink_.Fits(To(OutputTopic::kRecords, "recor")));
  EXPECT_TRUE(sink_.Fits(To(OutputTopic::kHome, "record")));
}

TEST_F(KafkaSinkTest, LearnsNoSizeFromOneOfSeveralOutputs) {
  const Output record = To(OutputTopic::kRecords, "record");
  ASSERT_TRUE(sink_.Begin());
  for (int i = 0; i < 2; ++i) ASSERT_TRUE(sink_.Produce(record));
  cluster_.FailNext(Api::kProduce, RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE);
  ASSERT_FALSE(sink_.Flush());
  EXPECT_TRUE(sink_.Fits(record));
}

struct Refused {
  rd_kafka_resp_err_t error;
  const char* name;
  bool timestamp;
};

class RefusedOutputTest : public KafkaSinkTest, public testing::WithParamInterface<Refused> {};

TEST_P(RefusedOutputTest, IsToldUntilTheNextTransaction) {
  const Refused& refused = GetParam();
  cluster_.FailNext(Api::kProduce, refused.error);
  ExpectError(Prepare(), ErrorCode::kLost);
  const std::optional<Refusal> refusal = sink_.refusal();
  ASSERT_TRUE(refusal);
  EXPECT_EQ(refusal->topic, OutputTopic::kRecords);
  EXPECT_EQ(refusal->topic_name, "records");
  EXPECT_EQ(refusal->error, refused.name);
  EXPECT_EQ(refusal->timestamp, refused.timestamp);
  Renew();
  EXPECT_FALSE(sink_.refusal());
  ASSERT_TRUE(Run());
  EXPECT_FALSE(sink_.refusal());
}

INSTANTIATE_TEST_SUITE_P(
    EachError, RefusedOutputTest,
    testing::Values(Refused{RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE, "MSG_SIZE_TOO_LARGE", false},
                    Refused{RD_KAFKA_RESP_ERR_RECORD_LIST_TOO_LARGE, "RECORD_LIST_TOO_LARGE",
                            false},
                    Refused{RD_KAFKA_RESP_ERR_INVALID_RECORD, "INVALID_RECORD", false},
                    Refused{RD_KAFKA_RESP_ERR_INVALID_TIMESTAMP, "INVALID_TIMESTAMP", true}),
    [](const auto& test) { return std::string(test.param.name); });

// Else a denied topic, or a fault of the network, would be laid to the message at hand.
TEST_F(KafkaSinkTest, LaysNoOtherErrorToTheOutput) {
  for (const auto error :
       {RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED, RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION,
        RD_KAFKA_RESP_ERR_INVALID_REQUIRED_ACKS, RD_KAFKA_RESP_ERR_INVALID_MSG}) {
    cluster_.FailNext(Api::kProduce, error);
    const Status prepared = Prepare();
    ASSERT_FALSE(prepared) << rd_kafka_err2name(error);
    EXPECT_FALSE(sink_.refusal()) << rd_kafka_err2name(error);
    Renew();
  }
}

TEST_F(KafkaSinkTest, TellsThatItIsNotAuthorised) {
  cluster_.FailNext(Api::kAddOffsetsToTxn, RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED);
  ExpectError(Prepare(), ErrorCode::kUnavailable);
}

// The output itself is only purged: the reason is the transaction's.
TEST_F(KafkaSinkTest, TellsThatItMayNotWriteToATopic) {
  cluster_.FailNext(Api::kAddPartitionsToTxn, RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED);
  const Status prepared = Prepare();
  ExpectError(prepared, ErrorCode::kUnavailable);
  EXPECT_THAT(prepared.error().message, HasSubstr("records"));
  EXPECT_THAT(prepared.error().message, HasSubstr("TOPIC_AUTHORIZATION_FAILED"));
}

// Each request that may be the first to meet it.
TEST_F(KafkaSinkTest, TellsThatItIsFenced) {
  for (const Api api : {Api::kAddPartitionsToTxn, Api::kAddOffsetsToTxn, Api::kEndTxn}) {
    KafkaSink sink(SinkOptions(cluster_));
    ASSERT_TRUE(sink.Renew());
    cluster_.FailNext(api, RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH);
    ASSERT_TRUE(sink.Begin());
    ASSERT_TRUE(sink.Produce(To(OutputTopic::kRecords, "record")));
    Status status;
    if (auto flushed = sink.Flush(); !flushed) status = Fail(flushed.error());
    if (status) status = SendOneOffset(sink);
    if (status) status = sink.Commit();
    ExpectError(status, ErrorCode::kFenced);
  }
}

TEST_F(KafkaSinkTest, RefusesToBeFencedTwiceWithinAMinute) {
  cluster_.FailNext(Api::kEndTxn, RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH);
  ExpectError(Run(), ErrorCode::kFenced);
  Renew();
  ASSERT_TRUE(Run());
  cluster_.FailNext(Api::kAddPartitionsToTxn, RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH);
  ASSERT_TRUE(sink_.Begin());
  Status taken;
  while (taken) taken = sink_.Produce(To(OutputTopic::kRecords, "until it is fenced"));
  ExpectError(taken, ErrorCode::kFenced);
  const Status refused = sink_.Renew();
  ExpectError(refused, ErrorCode::kRefused);
  EXPECT_THAT(refused.error().message, HasSubstr("\"sink\""));
}

TEST_F(KafkaSinkTest, ForgetsClaimsOfALostTransaction) {
  ASSERT_TRUE(sink_.Begin());
  ASSERT_TRUE(sink_.Produce(To(OutputTopic::kClaims, "claim")));
  const auto flushed = sink_.Flush();
  ASSERT_TRUE(flushed) << flushed.error().message;
  ASSERT_EQ(flushed->size(), 1u);
  Renew();
  ASSERT_TRUE(sink_.Begin());
  const auto none = sink_.Flush();
  ASSERT_TRUE(none) << none.error().message;
  EXPECT_THAT(*none, IsEmpty());
}

}  // namespace
}  // namespace cablestream
