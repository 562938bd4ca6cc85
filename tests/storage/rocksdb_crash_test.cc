// A store whose process was killed, or whose disk was full.
#include <gmock/gmock.h>

#include <string>

#include "child.h"
#include "numbered_claims.h"
#include "storage/rocksdb_store.h"
#include "temp_folder.h"

namespace cablestream {
namespace {

constexpr int32_t kShards = 3;

int64_t SumOfPositions(const DedupStore& store) {
  int64_t sum = 0;
  for (int32_t shard = 0; shard < kShards; ++shard) sum += store.NextOffset(shard)->value_or(0);
  return sum;
}

TEST(RocksDbCrashTest, KeepsEveryUpdateThatReturnedBeforeAKill) {
  const TempFolder folder;
  const auto path = folder / "claims";
  int64_t before = 0;
  for (size_t round = 0; round < 12; ++round) {
    const size_t updates = 1 + round * round * 3;
    Child writer({STORE_WRITER, path.string(), std::to_string(kShards)});
    ASSERT_EQ(writer.Read(updates).size(), updates) << "round " << round;
    writer.Kill();

    const auto store = RocksDbStore::Open(path, kShards);
    ASSERT_TRUE(store) << store.error().message;
    for (int32_t shard = 0; shard < kShards; ++shard) {
      EXPECT_EQ(FaultOf(**store, shard), "") << "round " << round;
    }
    const int64_t after = SumOfPositions(**store);
    EXPECT_GE(after, before + static_cast<int64_t>(updates));  // one offset an update at least
    before = after;
  }
}

#ifdef FULL_DISK
// Needs user and mount namespaces; where a machine gives none, the build leaves this test out.
TEST(RocksDbCrashTest, TellsThatTheDiskIsFullAndGoesOnWithRoom) {
  const TempFolder folder;
  const std::string where = folder.path().string();
  Child filler({"unshare", "-Urm", "sh", "-c",
                "mount -t tmpfs -o size=24m none \"$1\" && exec \"$0\" \"$1\"", FULL_DISK, where});
  EXPECT_EQ(filler.Read(1000), "FULL_DISK_OK\n");
}
#endif

}  // namespace
}  // namespace cablestream
