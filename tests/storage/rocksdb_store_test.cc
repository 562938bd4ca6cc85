// What RocksDbStore promises beyond DedupStore: the folder it opens, and what it does when that is
// not what it should be.
#include "storage/rocksdb_store.h"

#include <gmock/gmock.h>
#include <rocksdb/db.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "folder_content.h"
#include "numbered_claims.h"
#include "storage/bulk_update.h"
#include "storage/claim.h"
#include "storage/position.h"
#include "temp_folder.h"

namespace cablestream {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;
using testing::Optional;

class RocksDbStoreTest : public testing::Test {
 protected:
  Result<std::unique_ptr<RocksDbStore>> TryOpen(int32_t shards = 2) const {
    return RocksDbStore::Open(path_, shards);
  }
  std::unique_ptr<RocksDbStore> Open() const {
    Result<std::unique_ptr<RocksDbStore>> store = TryOpen();
    if (!store) throw std::runtime_error(store.error().message);
    return *std::move(store);
  }
  // Opened again, the log goes into files.
  void MakeStoreWithFiles() const {
    ASSERT_TRUE(ApplyUpTo(*Open(), {0, 1}, 50));
    (void)Open();
  }
  std::vector<fs::path> Files(const std::string& part) const {
    std::vector<fs::path> files;
    for (const auto& file : fs::directory_iterator(path_)) {
      if (file.path().filename().string().find(part) != std::string::npos) {
        files.push_back(file.path());
      }
    }
    std::ranges::sort(files);
    return files;
  }
  // Makes the first block of a file wrong, where the position stands.
  static void Spoil(const fs::path& file) {
    std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
    stream.seekp(8);
    stream << "spoilt";
  }

  TempFolder folder_;
  const fs::path path_ = folder_ / "claims";
};

TEST_F(RocksDbStoreTest, HoldsAllAfterAReopen) {
  int64_t end = 0;
  for (int run = 0; run < 6; ++run) {
    const std::unique_ptr<RocksDbStore> store = Open();
    EXPECT_EQ(FaultOf(*store, 0), "");
    EXPECT_EQ(FaultOf(*store, 1), "");
    EXPECT_EQ(store->NextOffset(0)->value_or(0), end);
    ASSERT_TRUE(ApplyUpTo(*store, {0, 1}, end += 100));
  }
}

constexpr int64_t kLarge = kBulkClaims;

TEST_F(RocksDbStoreTest, TakesLargeUpdatesBetweenSmallOnes) {
  int64_t end = 0;
  for (const int64_t claims : {int64_t{10}, kLarge, kLarge, int64_t{10}}) {
    const std::unique_ptr<RocksDbStore> store = Open();
    EXPECT_EQ(FaultOf(*store, 0), "");
    ASSERT_TRUE(ApplyUpTo(*store, {0}, end += claims));
    EXPECT_EQ(store->NextOffset(0)->value_or(0), end);
    ASSERT_TRUE(ApplyUpTo(*store, {0, 1}, end += 5));
  }
  EXPECT_EQ(FaultOf(*Open(), 0), "");
}

TEST_F(RocksDbStoreTest, KeepsTheLastClaimOfAnIdInALargeUpdate) {
  const std::unique_ptr<RocksDbStore> store = Open();
  ASSERT_TRUE(ApplyUpTo(*store, {0}, 10));
  std::vector<std::string> ids;
  for (int64_t i = 0; i < kLarge; ++i) ids.push_back(NumberedId(1, i));
  std::vector<ClaimRecord> claims;
  for (const std::string& id : ids) claims.push_back({id, "old"});
  claims.push_back({ids[7], "new"});
  claims.push_back({ids[8], ""});
  const std::string stored = NumberedId(0, 3);
  claims.push_back({stored, "replaced"});
  const std::string removed = NumberedId(0, 4);
  claims.push_back({removed, ""});
  const ShardUpdate update{0, claims, kLarge + 10};
  const Status applied = store->Apply({&update, 1});
  ASSERT_TRUE(applied) << applied.error().message;
  EXPECT_THAT(*store->Find(0, ids[6]), Optional(std::string("old")));
  EXPECT_THAT(*store->Find(0, ids[7]), Optional(std::string("new")));
  EXPECT_EQ(*store->Find(0, ids[8]), std::nullopt);
  EXPECT_THAT(*store->Find(0, stored), Optional(std::string("replaced")));
  EXPECT_EQ(*store->Find(0, removed), std::nullopt);
  EXPECT_THAT(*store->Find(0, NumberedId(0, 5)), Optional(NumberedClaim(0, 5)));
}

// A crash between the two steps by which RocksDB moves the file leaves both of its names.
TEST_F(RocksDbStoreTest, WritesNoLargeUpdateIntoAFileOfItsOwn) {
  ASSERT_TRUE(ApplyUpTo(*Open(), {0}, kLarge));
  const std::vector<fs::path> files = Files(".sst");
  ASSERT_FALSE(files.empty());
  fs::create_hard_link(files.front(), path_ / kBulkFile);
  const std::unique_ptr<RocksDbStore> store = Open();
  ASSERT_TRUE(ApplyUpTo(*store, {0}, 2 * kLarge));
  EXPECT_THAT(*store->Find(0, NumberedId(0, 7)), Optional(NumberedClaim(0, 7)));
  EXPECT_THAT(Files(kBulkFile), testing::IsEmpty());
  EXPECT_EQ(FaultOf(*store, 0), "");
}

TEST_F(RocksDbStoreTest, RemovesTheFileOfALargeUpdateThatACrashHasLeft) {
  (void)Open();
  std::ofstream(path_ / kBulkFile) << "half a file";
  ASSERT_TRUE(ApplyUpTo(*Open(), {0}, kLarge));
  EXPECT_EQ(FaultOf(*Open(), 0), "");
  std::ofstream(path_ / kBulkFile) << "half a file";
  ASSERT_TRUE(RocksDbStore::Destroy(path_));
  EXPECT_FALSE(fs::exists(path_));
}

TEST_F(RocksDbStoreTest, SurvivesATornWriteAheadLog) {
  {
    const std::unique_ptr<RocksDbStore> store = Open();
    ASSERT_TRUE(ApplyUpTo(*store, {0, 1}, 50));
    ASSERT_TRUE(ApplyUpTo(*store, {0, 1}, 60));
  }
  const std::vector<fs::path> logs = Files(".log");
  ASSERT_EQ(logs.size(), 1U);
  fs::resize_file(logs.front(), fs::file_size(logs.front()) - 1);
  const std::unique_ptr<RocksDbStore> store = Open();
  for (const int32_t shard : {0, 1}) {
    EXPECT_THAT(*store->NextOffset(shard), Optional(50));
    EXPECT_EQ(FaultOf(*store, shard), "");
  }
}

TEST_F(RocksDbStoreTest, RefusesAStoreOfAnotherCountOfShards) {
  MakeStoreWithFiles();
  const auto before = ContentOf(path_);
  for (const int32_t shards : {1, 3}) {
    const auto store = TryOpen(shards);
    ASSERT_FALSE(store);
    EXPECT_EQ(store.error().code, ErrorCode::kRefused);
    EXPECT_THAT(store.error().message, AllOf(HasSubstr("of-2"), HasSubstr("delete")));
  }
  EXPECT_EQ(ContentOf(path_), before);
}

// A crash in the middle of a wipe leaves it so.
TEST_F(RocksDbStoreTest, MakesAMissingColumnFamily) {
  MakeStoreWithFiles();
  {
    std::vector<rocksdb::ColumnFamilyDescriptor> families;
    for (const char* name : {"default", "shard-0-of-2", "shard-1-of-2"}) {
      families.emplace_back(name, rocksdb::ColumnFamilyOptions());
    }
    std::vector<rocksdb::ColumnFamilyHandle*> handles;
    rocksdb::DB* raw = nullptr;
    ASSERT_TRUE(rocksdb::DB::Open({}, path_.string(), families, &handles, &raw).ok());
    const std::unique_ptr<rocksdb::DB> db(raw);
    ASSERT_TRUE(db->DropColumnFamily(handles[1]).ok());
    for (rocksdb::ColumnFamilyHandle* handle : handles) db->DestroyColumnFamilyHandle(handle);
  }
  const std::unique_ptr<RocksDbStore> store = Open();
  EXPECT_EQ(*store->NextOffset(0), std::nullopt);
  EXPECT_THAT(*store->NextOffset(1), Optional(50));
}

TEST_F(RocksDbStoreTest, IsOpenedOnce) {
  std::unique_ptr<RocksDbStore> store = Open();
  const auto second = TryOpen();
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::kIo);
  EXPECT_EQ(RocksDbStore::Destroy(path_).error().code, ErrorCode::kIo);
  ASSERT_TRUE(ApplyUpTo(*store, {0}, 10));
  store.reset();
  EXPECT_TRUE(TryOpen());
}

TEST_F(RocksDbStoreTest, CannotBeMadeInAFile) {
  std::ofstream(path_) << "a file";
  EXPECT_EQ(TryOpen().error().code, ErrorCode::kIo);
}

TEST_F(RocksDbStoreTest, IsDiscardedAndMadeAnewHoweverBroken) {
  for (const char* part : {"CURRENT", "MANIFEST-", ".sst"}) {
    for (const bool gone : {true, false}) {
      MakeStoreWithFiles();
      for (const fs::path& file : Files(part)) {
        if (gone) {
          fs::remove(file);
        } else {
          fs::resize_file(file, 1);
        }
      }
      std::ofstream(path_ / "mine") << "not RocksDB's";

      const auto broken = TryOpen();
      ASSERT_FALSE(broken) << part;
      EXPECT_EQ(broken.error().code, ErrorCode::kCorruption) << broken.error().message;
      EXPECT_THAT(broken.error().message, HasSubstr(path_.string()));
      ASSERT_TRUE(RocksDbStore::Destroy(path_)) << part;
      EXPECT_TRUE(fs::exists(path_ / "mine"));
      const std::unique_ptr<RocksDbStore> store = Open();
      EXPECT_EQ(*store->NextOffset(0), std::nullopt);
      ASSERT_TRUE(ApplyUpTo(*store, {0, 1}, 10));
    }
    ASSERT_TRUE(RocksDbStore::Destroy(path_));
  }
}

TEST_F(RocksDbStoreTest, IsDiscardedWhereThereIsNone) {
  EXPECT_TRUE(RocksDbStore::Destroy(path_));
  EXPECT_TRUE(TryOpen());
}

TEST_F(RocksDbStoreTest, NamesTheCorruptShardUntilItIsWiped) {
  MakeStoreWithFiles();
  Spoil(Files(".sst").front());
  const std::unique_ptr<RocksDbStore> store = Open();
  const auto next = store->NextOffset(0);
  ASSERT_FALSE(next);
  EXPECT_EQ(next.error().code, ErrorCode::kCorruption);
  EXPECT_THAT(next.error().message, AllOf(HasSubstr("shard 0"), HasSubstr(path_.string())));
  EXPECT_EQ(store->Find(0, NumberedId(0, 1)).error().code, ErrorCode::kCorruption);
  EXPECT_EQ(ApplyUpTo(*store, {0}, 60).error().code, ErrorCode::kCorruption);
  EXPECT_THAT(*store->NextOffset(1), Optional(50));

  ASSERT_TRUE(store->Wipe(0));
  EXPECT_EQ(*store->NextOffset(0), std::nullopt);
  ASSERT_TRUE(ApplyUpTo(*store, {0}, 60));
  EXPECT_EQ(FaultOf(*store, 0), "");
  EXPECT_EQ(FaultOf(*store, 1), "");
}

// A compaction meets what no look-up has, and RocksDB takes no more writes.
TEST_F(RocksDbStoreTest, WritesAgainOnceAllShardsAreWiped) {
  int64_t end = 0;
  for (int run = 0; run < 4; ++run) ASSERT_TRUE(ApplyUpTo(*Open(), {1}, end += 10));
  Spoil(Files(".sst").front());
  const std::unique_ptr<RocksDbStore> store = Open();  // makes the file that is one too many
  Status applied;
  for (int64_t next = 0; applied && next < 1'000'000; ++next) {
    const ShardUpdate update{.shard = 0, .claims = {}, .next_offset = next};
    applied = store->Apply({&update, 1});
  }
  ASSERT_FALSE(applied);
  EXPECT_EQ(applied.error().code, ErrorCode::kCorruption) << applied.error().message;
  EXPECT_TRUE(store->NextOffset(0)) << "reading goes on";
  for (const int32_t shard : {0, 1}) ASSERT_TRUE(store->Wipe(shard));
  ASSERT_TRUE(ApplyUpTo(*store, {0, 1}, 100));
}

TEST_F(RocksDbStoreTest, WipesForGood) {
  MakeStoreWithFiles();
  ASSERT_TRUE(Open()->Wipe(0));
  const std::unique_ptr<RocksDbStore> store = Open();
  EXPECT_EQ(*store->NextOffset(0), std::nullopt);
  EXPECT_EQ(*store->Find(0, NumberedId(0, 1)), std::nullopt);
  EXPECT_THAT(*store->NextOffset(1), Optional(50));
}

TEST_F(RocksDbStoreTest, CountsWhatItHolds) {
  MakeStoreWithFiles();
  const std::unique_ptr<RocksDbStore> store = Open();
  const RocksDbStore::Stats stats = store->GetStats();
  EXPECT_THAT(stats.estimated_claims, testing::AllOf(testing::Ge(100U), testing::Le(110U)));
  EXPECT_GT(stats.file_bytes, 1000U);
  EXPECT_GT(stats.memory_bytes, 0U);
}

TEST_F(RocksDbStoreTest, CountsWhatItsCacheHolds) {
  MakeStoreWithFiles();
  const std::unique_ptr<RocksDbStore> store = Open();
  const auto find = [&store] { ASSERT_TRUE(store->Find(0, NumberedId(0, 1))); };
  find();
  const RocksDbStore::Stats first = store->GetStats();
  EXPECT_GT(first.cache_misses, 0U);
  find();
  const RocksDbStore::Stats second = store->GetStats();
  EXPECT_GT(second.cache_hits, first.cache_hits);
  EXPECT_EQ(second.cache_misses, first.cache_misses);
  ASSERT_TRUE(store->Wipe(1));
  EXPECT_GE(store->GetStats().cache_hits, second.cache_hits) << "opened anew";
}

TEST_F(RocksDbStoreTest, IsCountedByAnotherThreadWhileItIsOpenedAnew) {
  MakeStoreWithFiles();
  const std::unique_ptr<RocksDbStore> store = Open();
  std::atomic<bool> done = false;
  std::thread looking([&] {
    while (!done) (void)store->GetStats();
  });
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(store->Wipe(1));
  done = true;
  looking.join();
}

// Written faster than files can be made.
TEST_F(RocksDbStoreTest, KeepsMemoryBoundedOverManyShards) {
  constexpr size_t kBudget = 8 << 20;
  constexpr int64_t kShards = 8;
  const auto store =
      RocksDbStore::Open(path_, kShards, {.cache_bytes = kBudget, .write_buffer_bytes = kBudget});
  ASSERT_TRUE(store) << store.error().message;
  const std::string large(80 << 10, 'x');
  for (int64_t next = 1; next <= 100; ++next) {
    const std::string id = NumberedId(0, next);
    const ClaimRecord record{.message_id = id, .claim = large};
    for (int32_t shard = 0; shard < kShards; ++shard) {
      const ShardUpdate update{.shard = shard, .claims = {&record, 1}, .next_offset = next};
      ASSERT_TRUE((*store)->Apply({&update, 1}));
    }
    ASSERT_LT((*store)->GetStats().memory_bytes, 3 * kBudget) << "after " << next;
  }
}

std::string ClaimOf(int64_t time_ms) {
  Claim claim;
  claim.topic = "raw";
  claim.time_ms = time_ms;
  claim.revisions = {1};
  return EncodeClaim(claim);
}

// Claims on `first` and the IDs behind it, each of its own number's time.
Status ApplyTimed(DedupStore& store, int32_t shard, int64_t first, int64_t end) {
  std::vector<std::string> texts;
  for (int64_t time = first; time < end; ++time) {
    texts.push_back("ID" + std::to_string(time));
    texts.push_back(ClaimOf(time));
  }
  std::vector<ClaimRecord> claims;
  for (size_t i = 0; i < texts.size(); i += 2) claims.push_back({texts[i], texts[i + 1]});
  if (first == 0) claims.push_back({kClaimsLogKey, "a claim."});
  const ShardUpdate update{shard, claims, end};
  return store.Apply({&update, 1});
}

TEST_F(RocksDbStoreTest, ForgetsClaimsOfAnOldTimeAndNothingElse) {
  {
    const auto store = Open();
    for (const int32_t shard : {0, 1}) ASSERT_TRUE(ApplyTimed(*store, shard, 0, 1000));
    store->ForgetBefore(0, 500);
    store->ForgetBefore(7, 500);  // there is none
    store->AwaitCompaction();
  }
  const auto store = Open();
  EXPECT_EQ(*store->Find(0, "ID499"), std::nullopt);
  EXPECT_THAT(*store->Find(0, "ID500"), Optional(ClaimOf(500)));
  EXPECT_THAT(*store->Find(1, "ID499"), Optional(ClaimOf(499)));
  EXPECT_THAT(*store->Find(0, kClaimsLogKey), Optional(std::string("a claim.")));
  EXPECT_THAT(*store->NextOffset(0), Optional(1000));
}

TEST_F(RocksDbStoreTest, ForgetsNoClaimThatWasTakenAnew) {
  const auto store = Open();
  ASSERT_TRUE(ApplyTimed(*store, 0, 0, 10));
  store->ForgetBefore(0, 5);
  store->AwaitCompaction();
  const std::string again = ClaimOf(20);
  const ClaimRecord record{"ID1", again};
  const ShardUpdate update{0, {&record, 1}, 11};
  ASSERT_TRUE(store->Apply({&update, 1}));
  store->ForgetBefore(0, 15);
  store->AwaitCompaction();
  EXPECT_THAT(*store->Find(0, "ID1"), Optional(again));
  EXPECT_EQ(*store->Find(0, "ID9"), std::nullopt);
}

// Message time passes, the clock hardly does.
TEST_F(RocksDbStoreTest, StaysFlatWhereClaimsExpire) {
  constexpr int64_t kWindow = 20'000;
  const auto store = Open();
  for (int64_t time = 0; time < 20 * kWindow; time += kWindow / 4) {
    ASSERT_TRUE(ApplyTimed(*store, 0, time, time + kWindow / 4));
    store->ForgetBefore(0, time - kWindow);
    store->AwaitCompaction();
    EXPECT_LT(store->GetStats().estimated_claims, 2 * kWindow) << "at " << time;
    EXPECT_LT(store->GetStats().file_bytes, 2 * kWindow * 64) << "at " << time;
  }
}

// A reopening breaks off what goes on in the background.
TEST_F(RocksDbStoreTest, IsClosedAndWipedWhileItForgets) {
  const auto store = Open();
  ASSERT_TRUE(ApplyTimed(*store, 0, 0, 50'000));
  for (int64_t time = 10'000; time < 50'000; time += 10'000) {
    store->ForgetBefore(0, time);
    ASSERT_TRUE(store->Wipe(1));
  }
  EXPECT_THAT(*store->Find(0, "ID49999"), Optional(ClaimOf(49'999)));
}

TEST_F(RocksDbStoreTest, LeavesNoLogOfRocksDb) {
  MakeStoreWithFiles();
  EXPECT_THAT(Files("LOG"), testing::IsEmpty());
}

}  // namespace
}  // namespace cablestream
