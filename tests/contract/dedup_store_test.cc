// What every DedupStore promises, whichever one it is.
#include "storage/dedup_store.h"

#include <gmock/gmock.h>

#include <functional>
#include <memory>
#include <ostream>
#include <string>

#include "fakes/memory_dedup_store.h"
#include "storage/claim.h"
#include "storage/rocksdb_store.h"
#include "temp_folder.h"

namespace cablestream {
namespace {

using testing::Eq;
using testing::Optional;

constexpr int32_t kShards = 3;

struct Kind {
  std::string name;
  std::function<std::unique_ptr<DedupStore>(const std::filesystem::path&)> make;
};
void PrintTo(const Kind& kind, std::ostream* out) {
  *out << kind.name;
}

std::unique_ptr<DedupStore> MakeRocksDb(const std::filesystem::path& path) {
  Result<std::unique_ptr<RocksDbStore>> store = RocksDbStore::Open(path, kShards);
  if (!store) throw std::runtime_error(store.error().message);
  return *std::move(store);
}

class DedupStoreTest : public testing::TestWithParam<Kind> {
 protected:
  std::optional<std::string> Find(int32_t shard, std::string_view id) const {
    const Result<std::optional<std::string>> found = store_->Find(shard, id);
    if (!found) throw std::runtime_error(found.error().message);
    return *found;
  }
  std::optional<int64_t> Next(int32_t shard) const {
    const Result<std::optional<int64_t>> next = store_->NextOffset(shard);
    if (!next) throw std::runtime_error(next.error().message);
    return *next;
  }
  Status Apply(int32_t shard, std::vector<ClaimRecord> claims, int64_t next_offset) {
    const ShardUpdate update{.shard = shard, .claims = claims, .next_offset = next_offset};
    return store_->Apply({&update, 1});
  }

  TempFolder folder_;
  std::unique_ptr<DedupStore> store_ = GetParam().make(folder_ / "claims");
};

TEST_P(DedupStoreTest, IsEmptyAtFirst) {
  for (int32_t shard = 0; shard < kShards; ++shard) {
    EXPECT_EQ(Find(shard, "08ASTANA1"), std::nullopt);
    EXPECT_EQ(Next(shard), std::nullopt);
  }
}

TEST_P(DedupStoreTest, FindsWhatWasApplied) {
  ASSERT_TRUE(Apply(1, {{"08ASTANA1", "one"}, {"08ASTANA2", "two"}}, 17));
  EXPECT_THAT(Find(1, "08ASTANA1"), Optional(Eq("one")));
  EXPECT_THAT(Find(1, "08ASTANA2"), Optional(Eq("two")));
  EXPECT_EQ(Find(1, "08ASTANA"), std::nullopt);
  EXPECT_EQ(Find(1, "08ASTANA11"), std::nullopt);
  EXPECT_THAT(Next(1), Optional(17));
}

TEST_P(DedupStoreTest, KeepsShardsApart) {
  ASSERT_TRUE(Apply(0, {{"08ASTANA1", "of zero"}}, 5));
  ASSERT_TRUE(Apply(2, {{"08ASTANA1", "of two"}}, 7));
  EXPECT_THAT(Find(0, "08ASTANA1"), Optional(Eq("of zero")));
  EXPECT_EQ(Find(1, "08ASTANA1"), std::nullopt);
  EXPECT_THAT(Find(2, "08ASTANA1"), Optional(Eq("of two")));
  EXPECT_EQ(Next(1), std::nullopt);
}

TEST_P(DedupStoreTest, HoldsTheNewestOfAnId) {
  ASSERT_TRUE(Apply(0, {{"08ASTANA1", "first"}, {"08ASTANA1", "second"}}, 2));
  EXPECT_THAT(Find(0, "08ASTANA1"), Optional(Eq("second")));
  ASSERT_TRUE(Apply(0, {{"08ASTANA1", "third"}}, 3));
  EXPECT_THAT(Find(0, "08ASTANA1"), Optional(Eq("third")));
}

TEST_P(DedupStoreTest, ForgetsAnIdAtItsTombstone) {
  ASSERT_TRUE(Apply(0, {{"08ASTANA1", "claim"}, {"08ASTANA2", "claim"}}, 2));
  ASSERT_TRUE(Apply(0, {{"08ASTANA1", ""}, {"08NEVER1", ""}}, 4));
  EXPECT_EQ(Find(0, "08ASTANA1"), std::nullopt);
  EXPECT_THAT(Find(0, "08ASTANA2"), Optional(Eq("claim")));
  EXPECT_THAT(Next(0), Optional(4));
}

// Markers and compacted ranges move a position without a claim.
TEST_P(DedupStoreTest, MovesAPositionAlone) {
  ASSERT_TRUE(Apply(0, {}, 0));
  EXPECT_THAT(Next(0), Optional(0));
  ASSERT_TRUE(Apply(0, {}, 9));
  ASSERT_TRUE(Apply(0, {}, 9));
  EXPECT_THAT(Next(0), Optional(9));
}

TEST_P(DedupStoreTest, TakesNothingToApply) {
  EXPECT_TRUE(store_->Apply({}));
  EXPECT_EQ(Next(0), std::nullopt);
}

TEST_P(DedupStoreTest, TakesAnyBytes) {
  const std::string id("\0next\xFF\n", 7);
  const std::string claim("\0\0\xFE", 3);
  ASSERT_TRUE(Apply(0, {{id, claim}, {std::string_view("\0", 1), "nul"}}, 1));
  EXPECT_THAT(Find(0, id), Optional(Eq(claim)));
  EXPECT_THAT(Find(0, std::string_view("\0", 1)), Optional(Eq("nul")));
  EXPECT_THAT(Next(0), Optional(1));
}

TEST_P(DedupStoreTest, FindsNothingUnderTheEmptyId) {
  ASSERT_TRUE(Apply(0, {{"08ASTANA1", "claim"}}, 1));
  EXPECT_EQ(Find(0, ""), std::nullopt);
}

TEST_P(DedupStoreTest, AppliesAllShardsOrNone) {
  ASSERT_TRUE(Apply(1, {}, 10));
  const std::vector<ClaimRecord> claims = {{"08ASTANA1", "claim"}};
  const std::vector<ClaimRecord> nameless = {{"08ASTANA2", "claim"}, {"", "claim"}};
  const ShardUpdate good{.shard = 0, .claims = claims, .next_offset = 1};
  for (const ShardUpdate& bad : {ShardUpdate{.shard = kShards, .claims = {}, .next_offset = 1},
                                 {.shard = -1, .claims = {}, .next_offset = 1},
                                 {.shard = 0, .claims = {}, .next_offset = 2},
                                 {.shard = 1, .claims = {}, .next_offset = 9},
                                 {.shard = 2, .claims = {}, .next_offset = -1},
                                 {.shard = 2, .claims = nameless, .next_offset = 2}}) {
    const std::vector<ShardUpdate> updates = {good, bad};
    const Status applied = store_->Apply(updates);
    ASSERT_FALSE(applied) << bad.shard << " to " << bad.next_offset;
    EXPECT_EQ(applied.error().code, ErrorCode::kInternal);
    EXPECT_EQ(Find(0, "08ASTANA1"), std::nullopt);
    EXPECT_EQ(Find(2, "08ASTANA2"), std::nullopt);
    EXPECT_EQ(Next(0), std::nullopt);
    EXPECT_THAT(Next(1), Optional(10));
    EXPECT_EQ(Next(2), std::nullopt);
  }
  EXPECT_TRUE(store_->Apply({&good, 1}));
}

TEST_P(DedupStoreTest, WipesOneShardAlone) {
  for (int32_t shard = 0; shard < kShards; ++shard) {
    ASSERT_TRUE(Apply(shard, {{"08ASTANA1", "claim"}}, 100));
  }
  ASSERT_TRUE(store_->Wipe(1));
  EXPECT_EQ(Find(1, "08ASTANA1"), std::nullopt);
  EXPECT_EQ(Next(1), std::nullopt);
  for (const int32_t kept : {0, 2}) {
    EXPECT_THAT(Find(kept, "08ASTANA1"), Optional(Eq("claim")));
    EXPECT_THAT(Next(kept), Optional(100));
  }
  ASSERT_TRUE(store_->Wipe(1)) << "an empty one";
  ASSERT_TRUE(Apply(1, {{"08ASTANA2", "again"}}, 1)) << "from a lower offset";
  EXPECT_THAT(Find(1, "08ASTANA2"), Optional(Eq("again")));
}

TEST_P(DedupStoreTest, KnowsNoOtherShards) {
  for (const int32_t shard : {-1, kShards}) {
    EXPECT_EQ(store_->Find(shard, "08ASTANA1").error().code, ErrorCode::kInternal);
    EXPECT_EQ(store_->NextOffset(shard).error().code, ErrorCode::kInternal);
    EXPECT_EQ(store_->Wipe(shard).error().code, ErrorCode::kInternal);
  }
}

// When it forgets is its own affair; what nobody may miss stays.
TEST_P(DedupStoreTest, KeepsClaimsThatAreNotOld) {
  Claim claim;
  claim.topic = "raw";
  claim.revisions = {1};
  claim.time_ms = 5;
  const std::string bytes = EncodeClaim(claim);
  ASSERT_TRUE(Apply(1, {{"A", bytes}}, 1));
  store_->ForgetBefore(1, 5);
  store_->ForgetBefore(0, 9);
  EXPECT_THAT(Find(1, "A"), Optional(bytes));
  EXPECT_THAT(Next(1), Optional(1));
}

INSTANTIATE_TEST_SUITE_P(
    , DedupStoreTest,
    testing::Values(Kind{"Memory",
                         [](const auto&) { return std::make_unique<MemoryDedupStore>(kShards); }},
                    Kind{"RocksDb", MakeRocksDb}),
    [](const testing::TestParamInfo<Kind>& tested) { return tested.param.name; });

}  // namespace
}  // namespace cablestream
