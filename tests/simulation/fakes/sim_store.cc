#include "simulation/fakes/sim_store.h"

#include "simulation/process.h"
#include "simulation/world.h"

namespace cablestream::sim {

Status SimStore::Readable(int32_t shard) const {
  if (!durable_.corrupt.contains(shard)) return {};
  return Fail(ErrorCode::kCorruption, "The shard is corrupt");
}

Result<std::optional<std::string>> SimStore::Find(int32_t shard,
                                                  std::string_view message_id) const {
  using Found = Result<std::optional<std::string>>;
  return process_.At(Call::kFind, [&]() -> Found {
    if (Status readable = Readable(shard); !readable) return Fail(readable.error());
    return durable_.now.Find(shard, message_id);
  });
}

Result<std::optional<int64_t>> SimStore::NextOffset(int32_t shard) const {
  using Offset = Result<std::optional<int64_t>>;
  return process_.At(Call::kNextOffset, [&]() -> Offset {
    if (Status readable = Readable(shard); !readable) return Fail(readable.error());
    return durable_.now.NextOffset(shard);
  });
}

Status SimStore::Apply(std::span<const ShardUpdate> updates) {
  return process_.At(Call::kApply, [&] {
    if (process_.world().random().OneIn(8)) durable_.older = durable_.now;
    return durable_.now.Apply(updates);
  });
}

void SimStore::ForgetBefore(int32_t shard, int64_t time_ms) {
  process_.At(Call::kForgetBefore, [&] { durable_.now.ForgetBefore(shard, time_ms); });
}

Status SimStore::Wipe(int32_t shard) {
  return process_.At(Call::kWipe, [&] {
    durable_.corrupt.erase(shard);
    return durable_.now.Wipe(shard);
  });
}

}  // namespace cablestream::sim
