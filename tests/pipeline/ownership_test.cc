#include "pipeline/ownership.h"

#include <gtest/gtest.h>

namespace cablestream {
namespace {

TEST(AdvanceMarkTest, FollowsTheLargestTimeButNoLeapIntoTheFuture) {
  constexpr int64_t kDay = 86'400'000;
  struct Case {
    const char* what;
    int64_t mark, timestamp, expected;
  };
  const Case cases[] = {
      {"the first message sets it", -1, 500, 500},
      {"a later one moves it", 500, 700, 700},
      {"an earlier one does not", 700, 500, 700},
      {"one without a time does not", 700, -1, 700},
      {"none at all stays none", -1, -1, -1},
      {"a leap is cut", 700, 700 + 10 * kDay, 700 + kDay},
      {"the largest number there is overflows nothing", INT64_MAX - 5, INT64_MAX, INT64_MAX},
      {"nor does it after a small one", 0, INT64_MAX, kDay},
  };
  for (const Case& one : cases) {
    EXPECT_EQ(AdvanceMark(one.mark, one.timestamp, kDay), one.expected) << one.what;
  }
}

PipelineSettings Settings(DedupScope scope) {
  PipelineSettings settings;
  settings.raw_topics = {{"raw", 2}};
  if (scope == DedupScope::kGroup) settings.home_topic = "home";
  settings.shards = 2;
  settings.scope = scope;
  return settings;
}

TEST(OwnershipTest, OwnsAShardByItsHomePartitionAlone) {
  Ownership ownership;
  ownership.Reset({{"raw", 0}, {"home", 1}}, {}, Settings(DedupScope::kGroup));
  EXPECT_TRUE(ownership.OwnsShard(1));
  EXPECT_FALSE(ownership.OwnsShard(0));
  ownership.Clear();
  EXPECT_FALSE(ownership.OwnsShard(1));
}

TEST(OwnershipTest, OwnsAShardByItsRawPartitionWhereEachDeduplicatesForItself) {
  Ownership ownership;
  ownership.Reset({{"raw", 1}}, {}, Settings(DedupScope::kPartition));
  EXPECT_TRUE(ownership.OwnsShard(1));
  EXPECT_FALSE(ownership.OwnsShard(0));
  EXPECT_EQ(ownership.shards(), std::vector<int32_t>{1});
  EXPECT_EQ(ownership.Keeper(1)->role, PartitionRole::kRaw);
}

TEST(OwnershipTest, CommitsWhatHasChangedWithAllOfItsMetadata) {
  const OffsetMetadata::Identity identity{kStorageFormat, 2, DedupScope::kGroup};
  Ownership ownership;
  ownership.Reset({{"raw", 0}, {"home", 0}}, {}, Settings(DedupScope::kGroup));
  EXPECT_EQ(ownership.OffsetsToCommit(identity, 1).size(), 2U);
  ownership.NoteCommitted();
  EXPECT_FALSE(ownership.HasUncommitted());

  ownership.Keeper(0)->floor = {41, 7};
  ownership.Keeper(0)->uncommitted = true;
  const std::vector<OffsetCommit> commits = ownership.OffsetsToCommit(identity, 1);
  ASSERT_EQ(commits.size(), 1U);
  const Result<OffsetMetadata> metadata = DecodeOffsetMetadata(commits[0].metadata);
  ASSERT_TRUE(metadata);
  EXPECT_EQ(metadata->identity, identity);
  EXPECT_EQ(metadata->floor, (OffsetMetadata::Floor{41, 7}));
}

}  // namespace
}  // namespace cablestream
