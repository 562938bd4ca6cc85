// Takes a claim out of a store that is not in use, so that nothing but the claims topic tells:
// cablestream_spoil STORE SHARDS SHARD MESSAGE_ID
#include <array>
#include <cstdio>
#include <string>

#include "storage/rocksdb_store.h"

int main(int argc, char** argv) {
  using namespace cablestream;
  if (argc != 5) return 2;
  const auto store = RocksDbStore::Open(argv[1], std::stoi(argv[2]));
  if (!store) {
    std::fprintf(stderr, "%s\n", store.error().message.c_str());
    return 1;
  }
  const int32_t shard = std::stoi(argv[3]);
  const auto found = (*store)->Find(shard, argv[4]);
  const auto next = (*store)->NextOffset(shard);
  if (!found || !*found || !next || !*next) return 1;
  const std::array<ClaimRecord, 1> gone = {{{argv[4], ""}}};
  const ShardUpdate update{shard, gone, **next};
  return (*store)->Apply({&update, 1}) ? 0 : 1;
}
