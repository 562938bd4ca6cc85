// DedupStore whose content outlives the process, like a folder.
#pragma once

#include "storage/dedup_store.h"

namespace cablestream::sim {

class Process;
struct DurableStore;

class SimStore final : public DedupStore {
 public:
  SimStore(Process& process, DurableStore& durable) : process_(process), durable_(durable) {}

  [[nodiscard]] Result<std::optional<std::string>> Find(int32_t shard,
                                                        std::string_view message_id) const override;
  [[nodiscard]] Result<std::optional<int64_t>> NextOffset(int32_t shard) const override;
  [[nodiscard]] Status Apply(std::span<const ShardUpdate> updates) override;
  void ForgetBefore(int32_t shard, int64_t time_ms) override;  // at once, which is the worst
  [[nodiscard]] Status Wipe(int32_t shard) override;

 private:
  [[nodiscard]] Status Readable(int32_t shard) const;

  Process& process_;
  DurableStore& durable_;
};

}  // namespace cablestream::sim
