#include "fakes/memory_dedup_store.h"

#include <utility>

#include "storage/claim.h"
#include "storage/position.h"

namespace cablestream {

MemoryDedupStore::MemoryDedupStore(int32_t shards) : shards_(static_cast<size_t>(shards)) {}

Status MemoryDedupStore::Check(int32_t shard) const {
  if (failure_) return Fail(*std::exchange(failure_, std::nullopt));
  return CheckShard(shard, static_cast<int32_t>(shards_.size()));
}

Result<std::optional<std::string>> MemoryDedupStore::Find(int32_t shard,
                                                          std::string_view message_id) const {
  if (Status ok = Check(shard); !ok) return Fail(ok.error());
  const auto& claims = shards_[static_cast<size_t>(shard)].claims;
  const auto found = claims.find(message_id);
  if (found == claims.end()) return std::nullopt;
  return found->second;
}

Result<std::optional<int64_t>> MemoryDedupStore::NextOffset(int32_t shard) const {
  if (Status ok = Check(shard); !ok) return Fail(ok.error());
  return shards_[static_cast<size_t>(shard)].next_offset;
}

Status MemoryDedupStore::Apply(std::span<const ShardUpdate> updates) {
  if (failure_) return Fail(*std::exchange(failure_, std::nullopt));
  if (Status ok = CheckUpdates(updates, static_cast<int32_t>(shards_.size())); !ok) return ok;
  for (const ShardUpdate& update : updates) {
    const Shard& shard = shards_[static_cast<size_t>(update.shard)];
    if (Status ok = CheckNextOffset(update, shard.next_offset); !ok) return ok;
  }
  for (const ShardUpdate& update : updates) {
    Shard& shard = shards_[static_cast<size_t>(update.shard)];
    for (const ClaimRecord& record : update.claims) {
      if (record.claim.empty()) {
        shard.claims.erase(std::string(record.message_id));
      } else {
        shard.claims.insert_or_assign(std::string(record.message_id), record.claim);
      }
    }
    shard.next_offset = update.next_offset;
  }
  return {};
}

void MemoryDedupStore::ForgetBefore(int32_t shard, int64_t time_ms) {
  std::erase_if(shards_.at(static_cast<size_t>(shard)).claims, [time_ms](const auto& claim) {
    const std::optional<int64_t> time = ClaimTime(claim.second);
    return !IsOwnKey(claim.first) && time && *time < time_ms;
  });
}

Status MemoryDedupStore::Wipe(int32_t shard) {
  if (Status ok = Check(shard); !ok) return ok;
  shards_[static_cast<size_t>(shard)] = {};
  return {};
}

size_t MemoryDedupStore::size(int32_t shard) const {
  return shards_.at(static_cast<size_t>(shard)).claims.size();
}

}  // namespace cablestream
