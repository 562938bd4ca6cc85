#include "kafka/murmur2.h"

namespace cablestream {

uint32_t Murmur2(std::string_view key) {
  constexpr uint32_t kMultiplier = 0x5bd1e995;
  constexpr int kShift = 24;
  const auto* data = reinterpret_cast<const unsigned char*>(key.data());
  size_t left = key.size();
  uint32_t hash = 0x9747b28c ^ static_cast<uint32_t>(left);
  for (; left >= 4; data += 4, left -= 4) {
    uint32_t word = static_cast<uint32_t>(data[0]) | static_cast<uint32_t>(data[1]) << 8 |
                    static_cast<uint32_t>(data[2]) << 16 | static_cast<uint32_t>(data[3]) << 24;
    word *= kMultiplier;
    word ^= word >> kShift;
    word *= kMultiplier;
    hash *= kMultiplier;
    hash ^= word;
  }
  if (left >= 3) hash ^= static_cast<uint32_t>(data[2]) << 16;
  if (left >= 2) hash ^= static_cast<uint32_t>(data[1]) << 8;
  if (left >= 1) {
    hash ^= data[0];
    hash *= kMultiplier;
  }
  hash ^= hash >> 13;
  hash *= kMultiplier;
  hash ^= hash >> 15;
  return hash;
}

int32_t PartitionOf(std::string_view key, int32_t partitions) {
  return static_cast<int32_t>(Murmur2(key) & 0x7fffffff) % partitions;
}

}  // namespace cablestream
