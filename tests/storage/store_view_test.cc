#include "storage/store_view.h"

#include <gmock/gmock.h>

#include <cstdlib>

#include "folder_content.h"
#include "storage/position.h"
#include "storage/rocksdb_store.h"
#include "temp_folder.h"

namespace cablestream {
namespace {

using testing::ElementsAre;
using testing::Optional;

class StoreViewTest : public ::testing::Test {
 protected:
  StoreViewTest() { store_ = *RocksDbStore::Open(folder_ / "claims", 2); }

  void Apply(int32_t shard, std::vector<ClaimRecord> claims, int64_t next_offset) {
    const ShardUpdate update{shard, claims, next_offset};
    ASSERT_TRUE(store_->Apply({&update, 1}));
  }

  TempFolder folder_;
  std::unique_ptr<RocksDbStore> store_;
};

TEST_F(StoreViewTest, SeesWhatTheOwnerHasApplied) {
  const std::string log = EncodeClaimsLog(7);
  Apply(1, {{"B", "two"}, {kClaimsLogKey, log}, {"A", "one"}}, 12);
  const auto view = StoreView::Open(folder_ / "claims");
  ASSERT_TRUE(view) << view.error().message;
  EXPECT_EQ((*view)->shards(), 2);
  EXPECT_THAT(*(*view)->Find(1, "A"), Optional(std::string("one")));
  EXPECT_EQ(*(*view)->Find(0, "A"), std::nullopt);
  EXPECT_THAT(*(*view)->NextOffset(1), Optional(12));
  EXPECT_EQ(*(*view)->NextOffset(0), std::nullopt);
  std::vector<std::string> ids;
  ASSERT_TRUE((*view)->ForEach(1, [&](std::string_view id, std::string_view) {
    ids.emplace_back(id);
    return true;
  }));
  EXPECT_THAT(ids, ElementsAre("A", "B"));
}

TEST_F(StoreViewTest, LeavesTheOwnerInPeace) {
  Apply(0, {{"A", "one"}}, 1);
  ASSERT_TRUE(StoreView::Open(folder_ / "claims"));
  Apply(0, {{"B", "two"}}, 2);
  store_.reset();
  EXPECT_THAT(*(*RocksDbStore::Open(folder_ / "claims", 2))->Find(0, "B"),
              Optional(std::string("two")));
}

TEST_F(StoreViewTest, WritesNothing) {
  Apply(0, {{"A", "one"}}, 1);
  const TempFolder temporary;
  const char* const before = std::getenv("TMPDIR");
  const std::string kept = before == nullptr ? "" : before;
  setenv("TMPDIR", temporary.path().c_str(), 1);
  const auto content = ContentOf(folder_.path());
  const auto view = StoreView::Open(folder_ / "claims");
  before == nullptr ? unsetenv("TMPDIR") : setenv("TMPDIR", kept.c_str(), 1);
  ASSERT_TRUE(view);
  EXPECT_THAT(*(*view)->Find(0, "A"), Optional(std::string("one")));
  EXPECT_EQ(ContentOf(folder_.path()), content);
  EXPECT_THAT(ContentOf(temporary.path()), testing::IsEmpty());
}

TEST_F(StoreViewTest, SaysWhereThereIsNone) {
  const auto view = StoreView::Open(folder_ / "nothing");
  ASSERT_FALSE(view);
  EXPECT_EQ(view.error().code, ErrorCode::kRefused);
  EXPECT_THAT(view.error().message, testing::HasSubstr("--state-dir"));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "nothing"));
}

}  // namespace
}  // namespace cablestream
