// What KafkaSink promises of a transaction.
#include "producer/sink.h"

#include <gmock/gmock.h>

#include "kafka/murmur2.h"
#include "sink_world.h"

namespace cablestream {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class SinkTest : public SinkWorld {
 protected:
  void SetUp() override { ASSERT_TRUE(Renewed(sink_)); }

  KafkaSink sink_{Options(Unique("sink"))};
};

TEST_F(SinkTest, PublishesOutputsAndOffsetsTogether) {
  const GroupMetadata membership = JoinGroup();
  const std::string metadata(1000, 'm');
  ASSERT_TRUE(sink_.Begin());
  ASSERT_TRUE(sink_.Produce(To(OutputTopic::kRecords, 0, "record")));
  ASSERT_TRUE(sink_.Produce(To(OutputTopic::kClaims, 1, "claim")));
  ASSERT_TRUE(sink_.Flush());
  const std::vector<OffsetCommit> offsets = {{raw(0), 7, metadata}, {raw(1), 0, ""}};
  const Status sent = sink_.SendOffsets(offsets, membership);
  ASSERT_TRUE(sent) << Words(sent.error());

  EXPECT_THAT(ReadCommitted(records(0)).lines, IsEmpty());
  EXPECT_THAT(ReadCommitted(claims(1)).lines, IsEmpty());
  const Result<std::vector<CommittedOffset>> pending = AskCommitted();
  ASSERT_FALSE(pending) << "undecided, so that there is no answer yet";
  EXPECT_EQ(pending.error().code, ErrorCode::kRetry) << Words(pending.error());

  const Status committed = sink_.Commit();
  ASSERT_TRUE(committed) << Words(committed.error());
  EXPECT_THAT(ReadCommitted(records(0)).lines, ElementsAre("0=record"));
  EXPECT_THAT(ReadCommitted(claims(1)).lines, ElementsAre("0=claim"));
  const std::vector<CommittedOffset> stable = AwaitCommitted();
  EXPECT_EQ(stable[0].offset, 7);
  EXPECT_EQ(stable[0].metadata, metadata);
  EXPECT_EQ(stable[1].offset, 0);
  EXPECT_EQ(stable[1].metadata, "");
}

// A position that an end has moved is committed by a transaction without outputs.
TEST_F(SinkTest, CommitsOffsetsAlone) {
  const GroupMetadata membership = JoinGroup();
  for (const int64_t offset : {3, 4}) {
    ASSERT_TRUE(sink_.Begin());
    EXPECT_THAT(Must(sink_.Flush()), IsEmpty());
    const OffsetCommit commit{raw(0), offset, "kept"};
    ASSERT_TRUE(sink_.SendOffsets({&commit, 1}, membership));
    ASSERT_TRUE(sink_.Commit());
    EXPECT_EQ(AwaitCommitted()[0].offset, offset);
  }
}

TEST_F(SinkTest, TellsTheLastClaimOfEachShard) {
  ASSERT_TRUE(sink_.Begin());
  for (const char* claim : {"a", "b", "c"}) {
    ASSERT_TRUE(sink_.Produce(To(OutputTopic::kClaims, 1, claim)));
  }
  ASSERT_TRUE(sink_.Produce(To(OutputTopic::kClaims, 0, "d")));
  ASSERT_TRUE(sink_.Produce(To(OutputTopic::kRecords, 0, "no claim")));
  const std::vector<FlushedClaims> flushed = Must(sink_.Flush());
  ASSERT_EQ(flushed.size(), 2u);
  EXPECT_EQ(flushed[0].shard, 0);
  EXPECT_EQ(flushed[0].last, 0);
  EXPECT_EQ(flushed[1].shard, 1);
  EXPECT_EQ(flushed[1].last, 2);
  ASSERT_TRUE(sink_.Commit());

  ASSERT_TRUE(sink_.Begin());
  ASSERT_TRUE(sink_.Produce(To(OutputTopic::kClaims, 1, "e")));
  const std::vector<FlushedClaims> next = Must(sink_.Flush());
  ASSERT_EQ(next.size(), 1u) << "of this transaction alone";
  EXPECT_EQ(next[0].last, 4) << "behind three claims and a marker";
}

TEST_F(SinkTest, TakesAnOutputAsItIs) {
  const std::vector<OutputHeader> headers = {
      {"name", "value"}, {"empty", ""}, {"none", std::nullopt}, {"name", "twice"}};
  Output full = To(OutputTopic::kHome, 1, "value");
  full.key = "";
  full.headers = headers;
  full.timestamp_ms = 1213358160000;
  Output bare = To(OutputTopic::kHome, 1, "");
  Output null = To(OutputTopic::kHome, 1, "");
  null.value.reset();
  ASSERT_TRUE(sink_.Begin());
  for (const Output& output : {full, bare, null}) ASSERT_TRUE(sink_.Produce(output));
  ASSERT_TRUE(sink_.Flush());
  ASSERT_TRUE(sink_.Commit());

  const std::vector<Message> read = ReadMessages(home(1), 3);
  EXPECT_EQ(read[0].key, "");
  EXPECT_EQ(read[0].value, "value");
  EXPECT_EQ(read[0].timestamp_ms, 1213358160000);
  EXPECT_THAT(read[0].buffer->headers(),
              ElementsAre(Header{"name", "value"}, Header{"empty", ""},
                          Header{"none", std::nullopt}, Header{"name", "twice"}));
  EXPECT_EQ(read[1].key, std::nullopt);
  EXPECT_EQ(read[1].value, "");
  EXPECT_GT(read[1].timestamp_ms, 1213358160000) << "the time of producing";
  EXPECT_THAT(read[1].buffer->headers(), IsEmpty());
  EXPECT_EQ(read[2].value, std::nullopt);
}

TEST_F(SinkTest, PartitionsByKeyAsKafkaDoes) {
  ASSERT_TRUE(sink_.Begin());
  std::vector<std::string> expected[2];
  for (int i = 0; i < 20; ++i) {
    const std::string key = "08POST" + std::to_string(i);
    Output output = To(OutputTopic::kRecords, -1, key);
    output.key = key;
    ASSERT_TRUE(sink_.Produce(output));
    std::vector<std::string>& lines = expected[PartitionOf(key, 2)];
    lines.push_back(std::to_string(lines.size()) + "=" + key);
  }
  ASSERT_TRUE(sink_.Flush());
  ASSERT_TRUE(sink_.Commit());
  for (const int32_t partition : {0, 1}) {
    EXPECT_EQ(ReadCommitted(records(partition)).lines, expected[partition]);
  }
}

// Past `Fits`, as where an operator has lowered the topic's limit meanwhile.
TEST_F(SinkTest, LosesATransactionWithARefusedOutput) {
  const std::string large(3 * kMaxMessageBytes, 'x');
  ASSERT_TRUE(sink_.Begin());
  ASSERT_TRUE(sink_.Produce(To(OutputTopic::kRecords, 0, "good")));
  ASSERT_TRUE(sink_.Produce(To(OutputTopic::kRecords, 0, large)));
  const auto flushed = sink_.Flush();
  ASSERT_FALSE(flushed);
  EXPECT_EQ(flushed.error().code, ErrorCode::kLost) << Words(flushed.error());
  EXPECT_THAT(flushed.error().message, testing::HasSubstr(records(0).topic));

  ASSERT_TRUE(Renewed(sink_));
  ASSERT_TRUE(sink_.Begin());
  ASSERT_TRUE(sink_.Produce(To(OutputTopic::kRecords, 0, "good")));
  const auto again = sink_.Flush();
  ASSERT_TRUE(again) << Words(again.error());
  ASSERT_TRUE(sink_.Commit());
  const std::vector<Message> read = ReadMessages(records(0), 1);
  EXPECT_EQ(read[0].value, "good");
}

// The answer comes while the rest is still being produced, or waits to be sent and never will be.
TEST_F(SinkTest, TellsAtOnceOfARefusedOutputAmongMany) {
  KafkaSinkOptions options = Options(Unique("patient"));
  // Longer than Flush may take.
  options.client.producer = {{"transaction.timeout.ms", "60000"}, {"delivery.timeout.ms", "50000"}};
  KafkaSink sink(options);
  ASSERT_TRUE(Renewed(sink));
  const std::string large(3 * kMaxMessageBytes, 'x');
  const std::string small(500, 'x');
  for (const int others : {10, 1000, 50'000}) {
    Status lost;
    ASSERT_TRUE(sink.Begin());
    ASSERT_TRUE(sink.Produce(To(OutputTopic::kRecords, 0, large)));
    for (int i = 0; i < others && lost; ++i) {
      lost = sink.Produce(To(OutputTopic::kRecords, i % 2, small));
    }
    if (lost) {
      const auto flushed = sink.Flush();
      ASSERT_FALSE(flushed);
      lost = Fail(flushed.error());
      EXPECT_THAT(lost.error().message, testing::HasSubstr("MSG_SIZE_TOO_LARGE"));
    }
    EXPECT_EQ(lost.error().code, ErrorCode::kLost) << Words(lost.error());
    const std::optional<Refusal> refusal = sink.refusal();
    ASSERT_TRUE(refusal) << "beside " << others;
    EXPECT_EQ(refusal->error, "MSG_SIZE_TOO_LARGE");
    EXPECT_EQ(refusal->topic_name, records(0).topic);
    ASSERT_TRUE(Renewed(sink));
  }
}

// Many that fit go in batches that fit.
TEST_F(SinkTest, BatchesWithinTheTopicsLimit) {
  const std::string half(kMaxMessageBytes / 2, 'x');
  ASSERT_TRUE(sink_.Begin());
  for (int i = 0; i < 20; ++i) ASSERT_TRUE(sink_.Produce(To(OutputTopic::kRecords, 0, half)));
  const auto flushed = sink_.Flush();
  ASSERT_TRUE(flushed) << Words(flushed.error());
  ASSERT_TRUE(sink_.Commit());
}

// The largest value that it calls fitting is taken, so that `Fits` is no guess.
TEST_F(SinkTest, TakesWhatFitsToTheByte) {
  const std::vector<OutputHeader> headers = {{"cablestream.reason", "too_large"}, {"x", ""}};
  Output output = To(OutputTopic::kRecords, 0, "");
  output.key = "08POST1";
  output.headers = headers;
  // Incompressible, or a broker would measure what is left of it.
  std::string value;
  for (uint32_t i = 0; static_cast<int64_t>(value.size()) < sink_.RoomForValue(output); ++i) {
    value += static_cast<char>(Murmur2(std::to_string(i)));
  }
  output.value = value;
  EXPECT_TRUE(sink_.Fits(output));
  ASSERT_TRUE(sink_.Begin());
  ASSERT_TRUE(sink_.Produce(output));
  const auto flushed = sink_.Flush();
  ASSERT_TRUE(flushed) << Words(flushed.error());
  ASSERT_TRUE(sink_.Commit());
}

}  // namespace
}  // namespace cablestream
