#include "pipeline/pending_claims.h"

#include <utility>

#include "storage/claim.h"

namespace cablestream {

std::optional<std::string_view> PendingClaims::Find(int32_t shard,
                                                    std::string_view message_id) const {
  const auto of_shard = shards_.find(shard);
  if (of_shard == shards_.end()) return std::nullopt;
  const auto found = of_shard->second.claims.find(message_id);
  if (found == of_shard->second.claims.end()) return std::nullopt;
  return found->second;
}

void PendingClaims::Add(int32_t shard, std::string_view message_id, std::string claim) {
  Shard& of_shard = shards_[shard];
  of_shard.last_hash = ClaimHash(message_id, claim);
  const auto [entry, is_new] = of_shard.claims.try_emplace(std::string(message_id));
  entry->second = std::move(claim);
  if (is_new) of_shard.order.push_back(&*entry);
}

uint64_t PendingClaims::LastHash(int32_t shard) const {
  return shards_.at(shard).last_hash;
}

Status PendingClaims::ApplyTo(DedupStore& store, std::span<const FlushedClaims> flushed) const {
  size_t count = 0;
  for (const FlushedClaims& of_shard : flushed) count += shards_.at(of_shard.shard).order.size();
  std::vector<ClaimRecord> records;
  records.reserve(count);  // no reallocation: the updates point into it
  std::vector<ShardUpdate> updates;
  updates.reserve(flushed.size());
  for (const FlushedClaims& of_shard : flushed) {
    const size_t first = records.size();
    for (const auto* claim : shards_.at(of_shard.shard).order) {
      records.push_back({claim->first, claim->second});
    }
    updates.push_back({of_shard.shard, std::span(records).subspan(first, records.size() - first),
                       of_shard.last + 1});
  }
  return store.Apply(updates);
}

void PendingClaims::Clear() {
  shards_.clear();
}

}  // namespace cablestream
