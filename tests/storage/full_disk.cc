// Fills the disk under a store: FULL_DISK_OK on standard output if it kept its promises.
//
//   full_disk FOLDER      on a file system of its own, of a few MiB
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

#include "numbered_claims.h"
#include "storage/rocksdb_store.h"

namespace {

using namespace cablestream;

int Complain(const std::string& what) {
  std::printf("%s\n", what.c_str());
  return 1;
}

// Applies until it fails; how.
Error FillUp(RocksDbStore& store) {
  for (int64_t end = 100;; end += 100) {
    if (const Status applied = ApplyUpTo(store, {0, 1}, end); !applied) return applied.error();
  }
}

std::string FaultOfBoth(const RocksDbStore& store) {
  return FaultOf(store, 0) + FaultOf(store, 1);
}

// The very first write meets a full disk; an open store goes on where it is.
std::string FaultWhenNothingWasWritten(const std::filesystem::path& folder) {
  const std::filesystem::path ballast = folder / "ballast";
  Result<std::unique_ptr<RocksDbStore>> store = RocksDbStore::Open(folder / "empty", 2);
  if (!store) return store.error().message;
  std::ofstream(ballast) << std::string(64 << 20, 'x');
  for (int i = 0; i < 2; ++i) {
    const Status applied = ApplyUpTo(**store, {0, 1}, 100);
    if (applied || applied.error().code != ErrorCode::kIo) return "a full disk was not told";
  }
  std::filesystem::remove(ballast);
  if (Status applied = ApplyUpTo(**store, {0, 1}, 100); !applied) return applied.error().message;
  std::string fault = FaultOfBoth(**store);
  store->reset();
  std::filesystem::remove_all(folder / "empty");
  return fault;
}

}  // namespace

int main(int, char** argv) {
  const std::filesystem::path folder = argv[1];
  if (const std::string fault = FaultWhenNothingWasWritten(folder); !fault.empty()) {
    return Complain("nothing written: " + fault);
  }
  const std::filesystem::path ballast = folder / "ballast";
  std::ofstream(ballast) << std::string(4 << 20, 'x');
  Result<std::unique_ptr<RocksDbStore>> store = RocksDbStore::Open(folder / "claims", 2);
  if (!store) return Complain(store.error().message);

  const Error failure = FillUp(**store);
  if (failure.code != ErrorCode::kIo || failure.message.find("disk is full") == std::string::npos) {
    return Complain("told otherwise: " + failure.message);
  }
  if (const std::string fault = FaultOfBoth(**store); !fault.empty()) {
    return Complain("while full: " + fault);
  }
  const Result<std::optional<int64_t>> before = (*store)->NextOffset(0);

  store->reset();
  std::filesystem::remove(ballast);
  store = RocksDbStore::Open(folder / "claims", 2);
  if (!store) return Complain("with room again: " + store.error().message);
  if (const std::string fault = FaultOfBoth(**store); !fault.empty()) {
    return Complain("with room again: " + fault);
  }
  const Result<std::optional<int64_t>> after = (*store)->NextOffset(0);
  if (!before || !after || *after < *before) return Complain("what was applied is gone");
  const Status applied = ApplyUpTo(**store, {0, 1}, **after + 100);
  if (!applied) return Complain("with room again: " + applied.error().message);
  std::printf("FULL_DISK_OK\n");
}
