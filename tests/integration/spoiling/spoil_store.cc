// Takes a claim out of a store, or changes it, so that nothing but the claims topic tells:
// cablestream_spoil STORE SHARDS SHARD MESSAGE_ID lose|change
// Also of a store in use: its owner never hears of it.
#include <array>
#include <cstdio>
#include <filesystem>
#include <string>

#include "storage/rocksdb_store.h"

int main(int argc, char** argv) {
  using namespace cablestream;
  if (argc != 6) return 2;
  std::filesystem::remove(std::filesystem::path(argv[1]) / "LOCK");
  const auto store = RocksDbStore::Open(argv[1], std::stoi(argv[2]));
  if (!store) {
    std::fprintf(stderr, "%s\n", store.error().message.c_str());
    return 1;
  }
  const int32_t shard = std::stoi(argv[3]);
  const auto found = (*store)->Find(shard, argv[4]);
  const auto next = (*store)->NextOffset(shard);
  if (!found || !*found || !next || !*next) return 1;
  const std::string changed = std::string(argv[5]) == "change" ? **found + '\0' : "";
  const std::array<ClaimRecord, 1> spoilt = {{{argv[4], changed}}};
  const ShardUpdate update{shard, spoilt, **next};
  return (*store)->Apply({&update, 1}) ? 0 : 1;
}
