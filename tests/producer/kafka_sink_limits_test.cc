#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "producer/kafka_sink.h"

namespace cablestream {
namespace {

using namespace std::chrono_literals;

constexpr int64_t kRecordsLimit = 2000;
constexpr int64_t kClaimsLimit = 50;  // below what an empty message takes

KafkaSink MakeSink(std::optional<std::chrono::milliseconds> retention = std::nullopt) {
  KafkaSinkOptions options;
  options.transactional_id = "sink";
  options.topics = {"records", "", "claims", ""};
  options.max_message_bytes = {kRecordsLimit, 0, kClaimsLimit, 0};
  options.retention[static_cast<size_t>(OutputTopic::kRecords)] = retention;
  return KafkaSink(std::move(options));
}

TEST(KafkaSinkLimitsTest, FitsExactlyWhatThereIsRoomFor) {
  const KafkaSink sink = MakeSink();
  Output output;
  const int64_t room = sink.RoomForValue(output);
  EXPECT_LT(room, kRecordsLimit);
  EXPECT_GT(room, kRecordsLimit - 150) << "the overhead of a batch is less";
  const std::string value(static_cast<size_t>(room) + 1, 'x');
  output.value = std::string_view(value).substr(1);
  EXPECT_TRUE(sink.Fits(output));
  output.value = value;
  EXPECT_FALSE(sink.Fits(output));
  output.value.reset();
  EXPECT_TRUE(sink.Fits(output));
}

TEST(KafkaSinkLimitsTest, CountsAllThatGoesWithAValue) {
  const KafkaSink sink = MakeSink();
  const int64_t bare = sink.RoomForValue({});
  Output keyed;
  keyed.key = "0123456789";
  EXPECT_EQ(sink.RoomForValue(keyed), bare - 10);

  const OutputHeader headers[] = {{"name", "value"}, {"name", std::nullopt}};
  Output with_one;
  with_one.headers = {headers, 1};
  Output with_both;
  with_both.headers = headers;
  EXPECT_LE(sink.RoomForValue(with_one), bare - 9);
  EXPECT_GE(sink.RoomForValue(with_one), bare - 30);
  EXPECT_LE(sink.RoomForValue(with_both), sink.RoomForValue(with_one) - 4);
}

TEST(KafkaSinkLimitsTest, ComparesWithTheTopicsOwnLimit) {
  const KafkaSink sink = MakeSink();
  Output claim;
  claim.topic = OutputTopic::kClaims;
  EXPECT_LT(sink.RoomForValue(claim), 0);
  claim.value = "";
  EXPECT_FALSE(sink.Fits(claim));
  claim.topic = OutputTopic::kRecords;
  EXPECT_TRUE(sink.Fits(claim));
}

int64_t MillisecondsAgo(std::chrono::milliseconds age) {
  const auto then = std::chrono::system_clock::now() - age;
  return std::chrono::duration_cast<std::chrono::milliseconds>(then.time_since_epoch()).count();
}

TEST(KafkaSinkLimitsTest, KnowsWhatWouldBeDeletedOnArrival) {
  const KafkaSink hour = MakeSink(1h);
  EXPECT_TRUE(hour.PastRetention(OutputTopic::kRecords, MillisecondsAgo(1h + 1ms)));
  EXPECT_FALSE(hour.PastRetention(OutputTopic::kRecords, MillisecondsAgo(30min)));
  EXPECT_FALSE(hour.PastRetention(OutputTopic::kRecords, MillisecondsAgo(-1h))) << "of the future";
  EXPECT_TRUE(hour.PastRetention(OutputTopic::kRecords, 0));
  EXPECT_FALSE(hour.PastRetention(OutputTopic::kRecords, -1)) << "it gets the time of producing";
  EXPECT_FALSE(hour.PastRetention(OutputTopic::kDeadLetters, 0)) << "each topic has its own";
  const KafkaSink for_ever = MakeSink();
  EXPECT_FALSE(for_ever.PastRetention(OutputTopic::kRecords, 0));
}

TEST(KafkaSinkLimitsTest, HasNoProducerBeforeItIsRenewed) {
  KafkaSink sink = MakeSink();
  EXPECT_EQ(sink.Begin().error().code, ErrorCode::kLost);
  EXPECT_EQ(sink.Flush().error().code, ErrorCode::kLost);
  EXPECT_EQ(sink.Commit().error().code, ErrorCode::kLost);
}

}  // namespace
}  // namespace cablestream
