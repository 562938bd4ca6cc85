#include "numbered_claims.h"

#include <deque>
#include <vector>

namespace cablestream {

std::string NumberedId(int32_t shard, int64_t offset) {
  return "08POST" + std::to_string(shard) + "X" + std::to_string(offset);
}

std::string NumberedClaim(int32_t shard, int64_t offset) {
  return "claim of shard " + std::to_string(shard) + " at " + std::to_string(offset);
}

Status ApplyUpTo(DedupStore& store, std::initializer_list<int32_t> shards, int64_t end) {
  std::deque<std::string> texts;
  std::deque<std::vector<ClaimRecord>> claims;
  std::vector<ShardUpdate> updates;
  for (const int32_t shard : shards) {
    const Result<std::optional<int64_t>> start = store.NextOffset(shard);
    if (!start) return Fail(start.error());
    std::vector<ClaimRecord>& of_shard = claims.emplace_back();
    for (int64_t offset = start->value_or(0); offset < end; ++offset) {
      const std::string& id = texts.emplace_back(NumberedId(shard, offset));
      const std::string& claim = texts.emplace_back(NumberedClaim(shard, offset));
      of_shard.push_back({id, claim});
    }
    updates.push_back({.shard = shard, .claims = of_shard, .next_offset = end});
  }
  return store.Apply(updates);
}

std::string FaultOf(const DedupStore& store, int32_t shard, int64_t beyond) {
  const auto told = [](const Error& error) {
    return error.code == ErrorCode::kCorruption ? std::string() : error.message;
  };
  const Result<std::optional<int64_t>> next = store.NextOffset(shard);
  if (!next) return told(next.error());
  for (int64_t offset = 0; offset < next->value_or(0) + beyond; ++offset) {
    const std::string id = NumberedId(shard, offset);
    const Result<std::optional<std::string>> found = store.Find(shard, id);
    if (!found) return told(found.error());
    const std::string where = id + ", position " + std::to_string(next->value_or(0));
    if (offset >= next->value_or(0)) {
      if (*found) return "too early: " + where;
    } else if (*found != NumberedClaim(shard, offset)) {
      return "missing or wrong: " + where;
    }
  }
  return {};
}

}  // namespace cablestream
