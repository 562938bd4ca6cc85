// Kafka's default partitioner, so that a key finds the same partition as from a Java producer.
#pragma once

#include <cstdint>
#include <string_view>

namespace cablestream {

[[nodiscard]] uint32_t Murmur2(std::string_view key);

// The partition of `key` among `partitions` (> 0).
[[nodiscard]] int32_t PartitionOf(std::string_view key, int32_t partitions);

}  // namespace cablestream
