// What a deduplication state was made for. It stands in the state folder and in the metadata of
// every committed offset, so that a member made for another one stops before it does harm.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cablestream {

// Of everything storage keeps: claims, position, offset metadata, state folder.
inline constexpr uint32_t kStorageFormat = 1;

// Who decides whether a message was seen before.
enum class DedupScope {
  kGroup,      // the owner of the shard that the message ID falls into
  kPartition,  // each raw partition for itself: the topic is keyed by message ID
};

// "group" or "partition", as in the configuration.
[[nodiscard]] std::string_view DedupScopeName(DedupScope scope);
[[nodiscard]] std::optional<DedupScope> ParseDedupScope(std::string_view name);

// A folder made for another one is refused.
struct StoreIdentity {
  std::string group;
  int32_t shards = 0;
  DedupScope scope = DedupScope::kGroup;

  bool operator==(const StoreIdentity&) const = default;
};

}  // namespace cablestream
