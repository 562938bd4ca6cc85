#include "simulation/store_checker.h"

#include <map>
#include <optional>
#include <string>

#include "simulation/decisions.h"
#include "storage/claim.h"
#include "storage/offset_metadata.h"

namespace cablestream::sim {
namespace {

std::string CheckStore(const Member& member, int32_t shard, const Log& claims,
                       int64_t forgotten_before_ms) {
  const DurableStore& store = member.store;
  const bool is_owner = member.owned_at_end.contains(shard);
  if (store.corrupt.contains(shard) && !is_owner) return "";
  const int64_t position = store.now.NextOffset(shard)->value_or(0);
  if (position > claims.high()) return "is ahead of the claims";
  std::map<std::string, const Entry*> expected;
  for (int64_t at = 0; at < claims.high(); ++at) {
    const Entry& entry = claims.entries()[static_cast<size_t>(at)];
    if (entry.fate != Fate::kCommitted) continue;
    if (at < position) {
      expected[*entry.key] = &entry;
    } else if (is_owner) {
      return "ends at " + std::to_string(position) + ", before a claim at " + std::to_string(at);
    }
  }
  size_t found = 0;
  for (const auto& [id, entry] : expected) {
    const std::optional<std::string> claim = *store.now.Find(shard, id);
    if (claim) ++found;
    const bool may_be_forgotten =
        !claim && DecodeClaim(*entry->value)->time_ms < forgotten_before_ms;
    // One that a later claim has superseded may have been removed before it was read.
    if (claim != *entry->value && !entry->compacted && !may_be_forgotten) {
      return "has another claim on " + id;
    }
  }
  if (store.now.size(shard) != found) return "has a claim that was never committed";
  return "";
}

// What the shard's committed offset says of it.
int64_t ForgottenBefore(World& world, int32_t shard) {
  const char* keeper = world.scenario().partition_scope ? "raw" : kHome;
  const auto metadata =
      DecodeOffsetMetadata(world.broker().group().OffsetOf({keeper, shard}).metadata);
  return metadata ? metadata->forgotten_before_ms : 0;
}

}  // namespace

std::string CheckStores(World& world) {
  for (int32_t shard = 0; shard < world.scenario().shards; ++shard) {
    const int64_t forgotten_before_ms = ForgottenBefore(world, shard);
    if (forgotten_before_ms > PassedOver(world, shard).value_or(0)) {
      return "shard " + std::to_string(shard) + " has forgotten what a message may look for";
    }
  }
  for (const auto& member : world.members()) {
    for (int32_t shard = 0; shard < world.scenario().shards; ++shard) {
      const Log& claims = world.broker().LogOf({kClaims, shard});
      if (const std::string wrong =
              CheckStore(*member, shard, claims, ForgottenBefore(world, shard));
          !wrong.empty()) {
        return member->name + "'s store of shard " + std::to_string(shard) + " " + wrong;
      }
    }
  }
  return "";
}

}  // namespace cablestream::sim
