// Each raw partition deduplicates for itself: no home topic, the shard is the partition's own.
#include "pipeline/harness.h"
#include "storage/offset_metadata.h"

namespace cablestream {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class PartitionScopeTest : public PipelineHarness {
 protected:
  PartitionScopeTest() {
    settings.scope = DedupScope::kPartition;
    settings.home_topic.clear();
  }

  Status RunOver(std::vector<TopicPartition> partitions) {
    source.Push(Assigned{std::move(partitions), {"membership", 1, "member"}});
    return RunWithoutAssignment();
  }
  Status RunBoth() { return RunOver({{"raw", 0}, {"raw", 1}}); }

  OffsetMetadata MetadataOf(int32_t partition) {
    Result<OffsetMetadata> metadata =
        DecodeOffsetMetadata(kafka.offsets.at({"raw", partition}).metadata);
    EXPECT_TRUE(metadata);
    return metadata.value_or(OffsetMetadata{});
  }
};

TEST_F(PartitionScopeTest, DecidesByWhatStandsInTheSamePartition) {
  Feed(CableText(1, "First."), 0);
  Feed(CableText(1, "First."), 0);
  Feed(CableText(1, "First."), 1);
  ASSERT_TRUE(RunBoth());
  EXPECT_THAT(PublishedIds(), ElementsAre("08ASTANA1001", "08ASTANA1001"));
  EXPECT_EQ(Duplicates(), 1U);
  EXPECT_EQ(stats.counts.forwards, 0U);
}

TEST_F(PartitionScopeTest, KeepsTheFloorWithTheRawOffset) {
  Feed(CableText(1, "First."), 1);
  ASSERT_TRUE(RunBoth());
  EXPECT_FALSE(MetadataOf(0).floor);
  ASSERT_TRUE(MetadataOf(1).floor);
  EXPECT_EQ(MetadataOf(1).floor->offset, 0);
  ASSERT_TRUE(MetadataOf(1).mark) << "beside what tells of the raw topic";
  EXPECT_EQ(MetadataOf(1).mark->last_offset, 0);
}

TEST_F(PartitionScopeTest, RestoresTheClaimsOfItsPartitions) {
  Feed(CableText(1, "First."), 0);
  Feed(CableText(2, "Second."), 1);
  ASSERT_TRUE(RunBoth());
  ASSERT_TRUE(store.Wipe(0));
  ASSERT_TRUE(store.Wipe(1));
  Feed(CableText(1, "First."), 0);
  Feed(CableText(2, "Second."), 1);
  ASSERT_TRUE(RunOver({{"raw", 1}}));
  ASSERT_TRUE(RunOver({{"raw", 0}}));
  EXPECT_EQ(PublishedIds().size(), 2U);
  EXPECT_EQ(Duplicates(), 2U);
}

TEST_F(PartitionScopeTest, RefusesClaimsOfAnotherPartitionWhereNoOffsetTellsOfThem) {
  Feed(CableText(1, "First."), 0);
  ASSERT_TRUE(RunBoth());
  kafka.offsets.clear();
  settings.from_beginning = true;
  ASSERT_TRUE(RunBoth()) << "its own";

  kafka.offsets.clear();
  std::swap(kafka.logs[{"claims", 0}], kafka.logs[{"claims", 1}]);
  const Status ran = RunBoth();
  ASSERT_FALSE(ran);
  EXPECT_EQ(ran.error().code, ErrorCode::kInvalidArgument) << ran.error().message;
  EXPECT_THAT(ran.error().message, HasSubstr("dedup.scope"));
  EXPECT_EQ(PublishedIds().size(), 1U);
}

TEST_F(PartitionScopeTest, RefusesARawTopicThatHasGrown) {
  (void)kafka.logs[{"raw", 2}];
  const Status ran = RunOver({{"raw", 1}, {"raw", 2}});
  ASSERT_FALSE(ran);
  EXPECT_EQ(ran.error().code, ErrorCode::kInvalidArgument);
  EXPECT_THAT(ran.error().message, HasSubstr("raw"));
}

TEST_F(PartitionScopeTest, CountsMessagesUnderAnotherKey) {
  LogEntry keyed = Raw(CableText(1, "First."));
  keyed.key = "08ASTANA1001";
  kafka.Append({"raw", 0}, keyed);
  Feed(CableText(2, "Second."));
  LogEntry other = Raw(CableText(3, "Third."));
  other.key = "08ASTANA1001";
  kafka.Append({"raw", 0}, other);
  ASSERT_TRUE(RunBoth());
  EXPECT_EQ(PublishedIds().size(), 3U);
  EXPECT_EQ(stats.counts.keyed_otherwise, 2U);
}

TEST_F(PartitionScopeTest, EndsAtTheRawTopicsEnd) {
  settings.until_end = true;
  source.when_idle = [] { return Idle{}; };
  Feed(CableText(1, "First."), 0);
  ASSERT_TRUE(RunBoth());
  EXPECT_EQ(PublishedIds().size(), 1U);
}

}  // namespace
}  // namespace cablestream
