// A claims partition in which the claim at each offset is known beforehand, so that a store can be
// asked whether it holds exactly what stands below its position.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>

#include "storage/dedup_store.h"

namespace cablestream {

[[nodiscard]] std::string NumberedId(int32_t shard, int64_t offset);
[[nodiscard]] std::string NumberedClaim(int32_t shard, int64_t offset);

// Takes the claims up to `end` over into each of `shards`, in one Apply.
[[nodiscard]] Status ApplyUpTo(DedupStore& store, std::initializer_list<int32_t> shards,
                               int64_t end);

// What is wrong with a shard; empty if it holds every claim below its position and none of the
// `beyond` ones above it, or if it says itself that it is corrupt.
[[nodiscard]] std::string FaultOf(const DedupStore& store, int32_t shard, int64_t beyond = 100);

}  // namespace cablestream
