// Messages whose shard another member owns, and those that were handed on.
#include "kafka/murmur2.h"
#include "pipeline/harness.h"

namespace cablestream {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class ForwardTest : public PipelineHarness {
 protected:
  // Two serials whose IDs fall into shard 0 and shard 1.
  static int SerialOf(int32_t shard) {
    int serial = 1;
    while (PartitionOf("08ASTANA" + std::to_string(1000 + serial), kShards) != shard) ++serial;
    return serial;
  }

  // A member that owns shard 0 alone.
  Status RunOwnerOfShard0() {
    source.Push(Assigned{{{"home", 0}, {"raw", 0}}, {"membership", 1, "member"}});
    return RunWithoutAssignment();
  }
  Status RunOwnerOfShard1() {
    source.Push(Assigned{{{"home", 1}, {"raw", 1}}, {"membership", 1, "other"}});
    return RunWithoutAssignment();
  }
};

TEST_F(ForwardTest, HandsAMessageOnWithItsBytesAndSource) {
  LogEntry entry = Raw(CableText(SerialOf(1), "For the other."));
  entry.key = "its key";
  entry.headers = {{"trace", "1"}};
  kafka.Append({"raw", 0}, entry);
  ASSERT_TRUE(RunOwnerOfShard0());
  EXPECT_THAT(PublishedIds(), IsEmpty());
  const std::vector<LogEntry> forwards = kafka.Visible("home");
  ASSERT_EQ(forwards.size(), 1U);
  EXPECT_EQ(forwards[0].value, entry.value);
  EXPECT_EQ(forwards[0].key, "its key");
  EXPECT_EQ(forwards[0].timestamp_ms, -1) << "retention would delete it";
  EXPECT_EQ(stats.counts.forwards, 1U);
}

TEST_F(ForwardTest, FinishesAForwardAsIfItHadReadItItself) {
  LogEntry entry = Raw(CableText(SerialOf(1), "For the other."));
  entry.headers = {{"trace", "1"}};
  kafka.Append({"raw", 0}, entry);
  ASSERT_TRUE(RunOwnerOfShard0());
  ASSERT_TRUE(RunOwnerOfShard1());
  const std::vector<cable::v1::Cable> records = Records();
  ASSERT_EQ(records.size(), 1U);
  EXPECT_EQ(records[0].source().topic(), "raw");
  EXPECT_EQ(records[0].source().partition(), 0);
  EXPECT_EQ(records[0].source().timestamp(), kTime);
  EXPECT_EQ(kafka.Visible("records")[0].timestamp_ms, kTime);
}

TEST_F(ForwardTest, KeepsAForwardThatCanNotBePublishedWithItsOwnHeadersAlone) {
  const std::string text = CableText(SerialOf(1), std::string(3000, 'x'));
  LogEntry entry = Raw(text);
  entry.headers = {{"trace", "1"}};
  kafka.Append({"raw", 0}, entry);
  ASSERT_TRUE(RunOwnerOfShard0());
  sink.max_message_bytes[OutputTopic::kRecords] = 1000;
  ASSERT_TRUE(RunOwnerOfShard1());
  const std::vector<LogEntry> letters = kafka.Visible("letters");
  ASSERT_EQ(letters.size(), 1U);
  EXPECT_EQ(letters[0].value, text);
  EXPECT_EQ(letters[0].headers[0], (Header{"trace", "1"}));
  EXPECT_EQ(letters[0].headers[1].name, "cablestream.reason");
  EXPECT_EQ(HeadersOf(letters[0])["cablestream.topic"], "raw");
}

TEST_F(ForwardTest, ReadsHomeBeforeRawGoesOn) {
  Feed(CableText(SerialOf(1), "For the other."));
  ASSERT_TRUE(RunOwnerOfShard0());
  ASSERT_TRUE(RunOwnerOfShard1());
  bool seen = false;
  for (const StartPosition& start : source.started) {
    if (start.partition == TopicPartition{"home", 1}) {
      EXPECT_GT(start.drain_to, start.offset);
      seen = true;
    } else {
      EXPECT_EQ(start.drain_to, -1);
    }
  }
  EXPECT_TRUE(seen);
}

TEST_F(ForwardTest, HandsAMessageOnOnceMoreAndThenGivesUp) {
  // Another parser version saw shard 0 in it.
  const std::string text = CableText(SerialOf(1), "Who owns me?");
  const auto forward = [&](const std::string& hops) {
    LogEntry entry = Raw(text);
    const std::string prefix = "cablestream.forward.";
    entry.headers = {{prefix + "topic", "raw"},   {prefix + "partition", "0"},
                     {prefix + "offset", "5"},    {prefix + "timestamp", "1"},
                     {prefix + "mark", "1"},      {prefix + "hops", hops},
                     {prefix + "id", "08OTHER1"}, {prefix + "parser-version", "0.0"}};
    return entry;
  };
  kafka.Append({"home", 0}, forward("1"));
  kafka.Append({"home", 0}, forward("2"));
  ASSERT_TRUE(RunOwnerOfShard0());
  EXPECT_EQ(stats.counts.forwards, 1U);
  const std::vector<LogEntry> letters = kafka.Visible("letters");
  ASSERT_EQ(letters.size(), 1U);
  EXPECT_EQ(HeadersOf(letters[0])["cablestream.reason"], "unstable_id");
}

TEST_F(ForwardTest, RefusesAHomeTopicThatOthersWriteTo) {
  kafka.Append({"home", 0}, Raw("stray"));
  const Status ran = RunOwnerOfShard0();
  ASSERT_FALSE(ran);
  EXPECT_EQ(ran.error().code, ErrorCode::kRefused);
}

TEST_F(ForwardTest, RefusesAHomeTopicThatHasGrown) {
  (void)kafka.logs[{"home", kShards}];
  source.Push(Assigned{{{"home", 0}, {"home", kShards}}, {"membership", 1, "member"}});
  const Status ran = RunWithoutAssignment();
  ASSERT_FALSE(ran);
  EXPECT_EQ(ran.error().code, ErrorCode::kRefused);
  EXPECT_THAT(ran.error().message, HasSubstr("claims and home must have one count of partitions"));
}

}  // namespace
}  // namespace cablestream
