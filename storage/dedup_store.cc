#include "storage/dedup_store.h"

#include <algorithm>

namespace cablestream {
namespace {

Status CheckUpdate(const ShardUpdate& update) {
  if (update.next_offset < 0) {
    return Fail(ErrorCode::kInternal, "An update of shard " + std::to_string(update.shard) +
                                          " has no offset to go on from.");
  }
  for (const ClaimRecord& record : update.claims) {
    if (record.message_id.empty()) {
      return Fail(ErrorCode::kInternal, "An update of shard " + std::to_string(update.shard) +
                                            " has a claim without a message ID.");
    }
  }
  return {};
}

}  // namespace

Status CheckShard(int32_t shard, int32_t shards) {
  if (shard >= 0 && shard < shards) return {};
  return Fail(ErrorCode::kInternal, "There is no shard " + std::to_string(shard) +
                                        " in a store of " + std::to_string(shards) + ".");
}

Status CheckUpdates(std::span<const ShardUpdate> updates, int32_t shards) {
  for (size_t i = 0; i < updates.size(); ++i) {
    const ShardUpdate& update = updates[i];
    if (Status ok = CheckShard(update.shard, shards); !ok) return ok;
    if (Status ok = CheckUpdate(update); !ok) return ok;
    const auto same_shard = [&](const ShardUpdate& other) { return other.shard == update.shard; };
    if (std::ranges::any_of(updates.first(i), same_shard)) {
      return Fail(ErrorCode::kInternal,
                  "Shard " + std::to_string(update.shard) + " is updated twice at once.");
    }
  }
  return {};
}

Status CheckNextOffset(const ShardUpdate& update, std::optional<int64_t> before) {
  if (!before || update.next_offset >= *before) return {};
  return Fail(ErrorCode::kInternal, "Shard " + std::to_string(update.shard) +
                                        " would go back from " + std::to_string(*before) + " to " +
                                        std::to_string(update.next_offset) + ".");
}

}  // namespace cablestream
