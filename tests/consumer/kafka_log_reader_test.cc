// What KafkaLogReader tells of brokers that are away, or that refuse: nothing hangs, nothing is
// given up.
#include "consumer/kafka_log_reader.h"

#include <gmock/gmock.h>

#include "mock_cluster.h"

namespace cablestream {
namespace {

class KafkaLogReaderTest : public testing::Test {
 protected:
  void SetUp() override {
    cluster_.CreateTopic("log", 1);
    ClientConfig config = cluster_.config();
    config.common = {{"log_level", "0"}};
    Result<std::unique_ptr<KafkaLogReader>> reader = KafkaLogReader::Create(config, "group");
    ASSERT_TRUE(reader) << reader.error().message;
    reader_ = *std::move(reader);
  }

  MockCluster cluster_;
  const TopicPartition log_{"log", 0};
  std::unique_ptr<KafkaLogReader> reader_;
};

TEST_F(KafkaLogReaderTest, MayBeAskedAgainWhereNoBrokerAnswers) {
  cluster_.SetDown();
  const Result<Watermarks> marks = reader_->QueryWatermarks(log_);
  ASSERT_FALSE(marks);
  EXPECT_EQ(marks.error().code, ErrorCode::kRetry) << marks.error().message;
  const auto committed = reader_->Committed({&log_, 1});
  ASSERT_FALSE(committed);
  EXPECT_EQ(committed.error().code, ErrorCode::kRetry) << committed.error().message;

  const LogPosition start{log_, 0};
  const Status opened = reader_->Open({&start, 1});
  EXPECT_TRUE(opened || opened.error().code == ErrorCode::kRetry);
  const Result<LogEvent> event = reader_->Next();
  EXPECT_TRUE(event ? std::holds_alternative<Idle>(*event)
                    : event.error().code == ErrorCode::kRetry);
}

TEST_F(KafkaLogReaderTest, GoesOnOnceTheBrokerIsBack) {
  cluster_.SetDown();
  ASSERT_FALSE(reader_->QueryWatermarks(log_));
  cluster_.SetUp();
  Result<Watermarks> marks = Fail(ErrorCode::kRetry, "not asked");
  for (int tries = 0; tries < 30 && !marks; ++tries) marks = reader_->QueryWatermarks(log_);
  ASSERT_TRUE(marks) << marks.error().message;
  EXPECT_EQ(marks->high, 0);
}

TEST_F(KafkaLogReaderTest, AsksAgainWhatPasses) {
  for (const auto error :
       {RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE, RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION}) {
    cluster_.FailNext(Api::kListOffsets, error);
    const Result<Watermarks> marks = reader_->QueryWatermarks(log_);
    EXPECT_TRUE(marks || marks.error().code == ErrorCode::kRetry) << marks.error().message;
  }
  for (const auto error :
       {RD_KAFKA_RESP_ERR_NOT_COORDINATOR, RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS}) {
    cluster_.FailNext(Api::kOffsetFetch, error);
    const auto committed = reader_->Committed({&log_, 1});
    EXPECT_TRUE(committed || committed.error().code == ErrorCode::kRetry)
        << committed.error().message;
  }
}

TEST_F(KafkaLogReaderTest, TellsWhatIsDenied) {
  // Each end is a request of its own; librdkafka may forget the error of one.
  cluster_.FailNext(Api::kListOffsets, RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED);
  cluster_.FailNext(Api::kListOffsets, RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED);
  const Result<Watermarks> marks = reader_->QueryWatermarks(log_);
  ASSERT_FALSE(marks);
  EXPECT_EQ(marks.error().code, ErrorCode::kUnavailable) << marks.error().message;

  cluster_.FailNext(Api::kOffsetFetch, RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED);
  const auto committed = reader_->Committed({&log_, 1});
  ASSERT_FALSE(committed);
  EXPECT_EQ(committed.error().code, ErrorCode::kUnavailable) << committed.error().message;
}

TEST_F(KafkaLogReaderTest, RefusesAConfigurationThatLibrdkafkaRefuses) {
  ClientConfig config;
  config.consumer = {{"fetch.wait.max.ms", "soon"}};
  const auto reader = KafkaLogReader::Create(config, "group");
  ASSERT_FALSE(reader);
  EXPECT_EQ(reader.error().code, ErrorCode::kInvalidArgument);
}

}  // namespace
}  // namespace cablestream
