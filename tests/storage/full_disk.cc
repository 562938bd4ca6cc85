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

}  // namespace

int main(int, char** argv) {
  const std::filesystem::path folder = argv[1];
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
