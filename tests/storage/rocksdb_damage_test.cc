// A store whose files were damaged says so, or holds an older state that is whole.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "numbered_claims.h"
#include "storage/rocksdb_store.h"
#include "temp_folder.h"

namespace cablestream {
namespace {

namespace fs = std::filesystem;

constexpr int32_t kShards = 2;
constexpr int kSteps = 12;  // places tried in each file

std::unique_ptr<RocksDbStore> OpenOrDie(const fs::path& path) {
  Result<std::unique_ptr<RocksDbStore>> store = RocksDbStore::Open(path, kShards);
  if (!store) throw std::runtime_error(store.error().message);
  return *std::move(store);
}

// A store that was killed and opened again some times: files of every kind, each shard with claims
// in several of them, the newest ones in the log alone.
void BuildStore(const fs::path& path) {
  int64_t end = 0;
  for (int run = 0; run < 3; ++run) {
    const std::unique_ptr<RocksDbStore> store = OpenOrDie(path);
    for (int step = 0; step < 5; ++step) {
      ASSERT_TRUE(ApplyUpTo(*store, {0, 1}, end += 20));
      ASSERT_TRUE(ApplyUpTo(*store, {1}, end += 3));
    }
  }
}

// "" if the damage was told or does no harm.
std::string Examine(const fs::path& path) {
  const Result<std::unique_ptr<RocksDbStore>> store = RocksDbStore::Open(path, kShards);
  if (!store) return store.error().code == ErrorCode::kCorruption ? "" : store.error().message;
  for (int32_t shard = 0; shard < kShards; ++shard) {
    if (std::string fault = FaultOf(**store, shard); !fault.empty()) return fault;
  }
  return {};
}

void FlipBit(const fs::path& file, uintmax_t at) {
  std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
  stream.seekg(static_cast<std::streamoff>(at));
  const auto byte = static_cast<char>(stream.get() ^ 0x10);
  stream.seekp(static_cast<std::streamoff>(at));
  stream.put(byte);
}

class RocksDbDamageTest : public testing::Test {
 protected:
  void SetUp() override { BuildStore(whole_); }

  // Files whose name starts or ends with `part`.
  std::vector<std::string> Files(const std::string& part) const {
    std::vector<std::string> names;
    for (const auto& file : fs::directory_iterator(whole_)) {
      const std::string name = file.path().filename().string();
      if (name.starts_with(part) || name.ends_with(part)) names.push_back(name);
    }
    return names;
  }

  // Damages one file of a copy, and opens that.
  template <typename Damage>
  std::string After(const std::string& name, const Damage& damage) const {
    fs::remove_all(copy_);
    fs::copy(whole_, copy_, fs::copy_options::recursive);
    damage(copy_ / name);
    return Examine(copy_);
  }

  TempFolder folder_;
  const fs::path whole_ = folder_ / "whole";
  const fs::path copy_ = folder_ / "copy";
};

TEST_F(RocksDbDamageTest, IsFoundOrHarmlessWhereverAFileIsCutShort) {
  for (const char* part : {".log", ".sst", "MANIFEST", "CURRENT"}) {
    ASSERT_THAT(Files(part), testing::Not(testing::IsEmpty())) << part;
    for (const std::string& name : Files(part)) {
      const uintmax_t size = fs::file_size(whole_ / name);
      for (int step = 0; step < kSteps; ++step) {
        const uintmax_t length = size * static_cast<uintmax_t>(step) / kSteps;
        EXPECT_EQ(After(name, [&](const fs::path& file) { fs::resize_file(file, length); }), "")
            << name << " of " << size << " bytes cut to " << length;
      }
    }
  }
}

TEST_F(RocksDbDamageTest, IsFoundOrHarmlessWhereverABitFlips) {
  for (const char* part : {".log", ".sst", "MANIFEST", "CURRENT"}) {
    for (const std::string& name : Files(part)) {
      const uintmax_t size = fs::file_size(whole_ / name);
      for (int step = 0; step < kSteps && size > 0; ++step) {
        const uintmax_t at = size * static_cast<uintmax_t>(step) / kSteps;
        EXPECT_EQ(After(name, [&](const fs::path& file) { FlipBit(file, at); }), "")
            << name << " of " << size << " bytes, byte " << at;
      }
    }
  }
}

TEST_F(RocksDbDamageTest, IsFoundOrHarmlessWhicheverFileIsGone) {
  for (const auto& file : fs::directory_iterator(whole_)) {
    const std::string name = file.path().filename().string();
    EXPECT_EQ(After(name, [](const fs::path& gone) { fs::remove(gone); }), "") << name;
  }
}

}  // namespace
}  // namespace cablestream
