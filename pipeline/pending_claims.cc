#include "pipeline/pending_claims.h"

#include <utility>

#include "storage/claim.h"

namespace cablestream {

std::optional<std::string_view> PendingClaims::Find(std::string_view message_id) const {
  const auto found = claims_.find(message_id);
  if (found == claims_.end()) return std::nullopt;
  return found->second;
}

void PendingClaims::Add(int32_t shard, std::string_view message_id, std::string claim) {
  Shard& of_shard = shards_[shard];
  of_shard.last_hash = ClaimHash(message_id, claim);
  const auto [entry, is_new] = claims_.try_emplace(std::string(message_id));
  entry->second = std::move(claim);
  if (is_new) of_shard.claims.push_back(&*entry);
}

uint64_t PendingClaims::LastHash(int32_t shard) const {
  return shards_.at(shard).last_hash;
}

Status PendingClaims::ApplyTo(DedupStore& store, std::span<const FlushedClaims> flushed) const {
  std::vector<ClaimRecord> records;
  records.reserve(claims_.size());  // no reallocation: the updates point into it
  std::vector<ShardUpdate> updates;
  updates.reserve(flushed.size());
  for (const FlushedClaims& of_shard : flushed) {
    const size_t first = records.size();
    for (const auto* claim : shards_.at(of_shard.shard).claims) {
      records.push_back({claim->first, claim->second});
    }
    updates.push_back({of_shard.shard, std::span(records).subspan(first, records.size() - first),
                       of_shard.last + 1});
  }
  return store.Apply(updates);
}

void PendingClaims::Clear() {
  claims_.clear();
  shards_.clear();
}

}  // namespace cablestream
