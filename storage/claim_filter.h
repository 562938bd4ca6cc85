// Lets RocksDB drop claims that the deduplication window has passed over, as it compacts.
#pragma once

#include <rocksdb/compaction_filter.h>

#include <atomic>
#include <cstdint>
#include <limits>
#include <memory>

namespace cablestream {

// Since when the claims of one shard are of use, milliseconds since 1970. Any thread.
using ClaimsKeptFrom = std::atomic<int64_t>;
inline constexpr int64_t kKeepAllClaims = std::numeric_limits<int64_t>::min();

[[nodiscard]] std::shared_ptr<rocksdb::CompactionFilterFactory> NewClaimFilterFactory(
    std::shared_ptr<const ClaimsKeptFrom> kept_from);

}  // namespace cablestream
