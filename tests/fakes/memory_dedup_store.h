// A DedupStore in memory: the same promises as RocksDbStore, save that it ends with the process.
#pragma once

#include <map>
#include <vector>

#include "storage/dedup_store.h"

namespace cablestream {

class MemoryDedupStore final : public DedupStore {
 public:
  explicit MemoryDedupStore(int32_t shards);

  [[nodiscard]] Result<std::optional<std::string>> Find(int32_t shard,
                                                        std::string_view message_id) const override;
  [[nodiscard]] Result<std::optional<int64_t>> NextOffset(int32_t shard) const override;
  [[nodiscard]] Status Apply(std::span<const ShardUpdate> updates) override;
  void ForgetBefore(int32_t shard, int64_t time_ms) override;  // at once
  [[nodiscard]] Status Wipe(int32_t shard) override;

  // For tests: the next call of any kind fails with `error`, and changes nothing.
  void FailNext(Error error) { failure_ = std::move(error); }

  [[nodiscard]] size_t size(int32_t shard) const;

 private:
  struct Shard {
    std::map<std::string, std::string, std::less<>> claims;
    std::optional<int64_t> next_offset;
  };

  [[nodiscard]] Status Check(int32_t shard) const;

  std::vector<Shard> shards_;
  mutable std::optional<Error> failure_;
};

}  // namespace cablestream
