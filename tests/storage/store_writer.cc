// Writes numbered claims into a store until it is killed: one line on standard output an update.
//
//   store_writer PATH SHARDS
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "numbered_claims.h"
#include "storage/bulk_update.h"
#include "storage/rocksdb_store.h"

int main(int argc, char** argv) {
  using namespace cablestream;
  if (argc != 3) return 2;
  const int32_t shards = std::atoi(argv[2]);
  const auto store = RocksDbStore::Open(argv[1], shards, {.write_buffer_bytes = 1 << 20});
  if (!store) {
    std::fprintf(stderr, "%s\n", store.error().message.c_str());
    return 1;
  }
  for (int64_t step = 0;; ++step) {
    // Some updates are of two shards, two are large, just as the test kills, and all of different
    // sizes.
    const auto first = static_cast<int32_t>(step % shards);
    const auto next = (*store)->NextOffset(first);
    if (!next) return 1;
    const bool is_large = step == 109 || step == 244;
    const int64_t claims = is_large ? int64_t{kBulkClaims} : 1 + step % 97;
    const int64_t end = next->value_or(0) + claims;
    const int32_t second = (first + 1) % shards;
    const auto other = (*store)->NextOffset(second);
    const bool both = !is_large && other && other->value_or(0) <= end && first != second;
    const Status applied =
        both ? ApplyUpTo(**store, {first, second}, end) : ApplyUpTo(**store, {first}, end);
    if (!applied) return 1;
    if (write(STDOUT_FILENO, "\n", 1) != 1) return 1;
  }
}
