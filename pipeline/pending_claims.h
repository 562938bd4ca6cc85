// The claims of the open transaction: an overlay over the store until the transaction has
// committed, and nothing at all if it does not.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "producer/sink.h"
#include "storage/dedup_store.h"

namespace cablestream {

// Used by one thread.
class PendingClaims {
 public:
  // The newest claim of the open transaction on this ID of a shard.
  [[nodiscard]] std::optional<std::string_view> Find(int32_t shard,
                                                     std::string_view message_id) const;

  // Notes a claim, in the order in which they are produced.
  void Add(int32_t shard, std::string_view message_id, std::string claim);

  // ClaimHash of the shard's claim that was added last; the shard must have one.
  [[nodiscard]] uint64_t LastHash(int32_t shard) const;

  // Hands everything to the store, with the positions that Flush told.
  [[nodiscard]] Status ApplyTo(DedupStore& store, std::span<const FlushedClaims> flushed) const;

  void Clear();

 private:
  struct StringHash {
    using is_transparent = void;
    size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  using Claims = std::unordered_map<std::string, std::string, StringHash, std::equal_to<>>;
  struct Shard {
    Claims claims;                                 // by message ID
    std::vector<const Claims::value_type*> order;  // as they came, each ID once
    uint64_t last_hash = 0;
  };

  std::map<int32_t, Shard> shards_;
};

}  // namespace cablestream
