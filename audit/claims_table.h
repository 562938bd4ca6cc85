// The claims topic as a table that is larger than memory.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "audit/range_reader.h"
#include "audit/scratch.h"
#include "common/result.h"
#include "storage/store_view.h"

namespace cablestream {

// The claims of each shard as they stood at an offset of its partition: of one ID the last one
// before it. Used by one thread.
class ClaimsTable final : public ClaimsView {
 public:
  // `shards`: those to read. `stops`: of a shard, the first offset that does not count; of the
  // others, the log's end now. Fails as RangeReader and Scratch.
  [[nodiscard]] static Result<ClaimsTable> Read(const std::string& topic,
                                                std::span<const int32_t> shards,
                                                const std::map<int32_t, int64_t>& stops,
                                                RangeReader& reader, Scratch& scratch);

  [[nodiscard]] int32_t shards() const override { return static_cast<int32_t>(logs_.size()); }
  [[nodiscard]] Result<std::optional<std::string>> Find(int32_t shard,
                                                        std::string_view message_id) const override;
  [[nodiscard]] Result<std::optional<int64_t>> NextOffset(int32_t shard) const override;
  [[nodiscard]] Status ForEach(int32_t shard, const TakeClaim& take) const override;

  // The claims of a shard by ID; a withdrawn one has no value.
  [[nodiscard]] Result<ScratchCursor> Claims(int32_t shard) const;
  [[nodiscard]] static std::string_view IdOf(std::string_view key);

  // Whether the ID has a claim behind the offset: an earlier one may be gone, compacted.
  [[nodiscard]] Result<bool> HasLater(int32_t shard, std::string_view message_id) const;

  // The shard's log as it was found.
  [[nodiscard]] const LogRange& log(int32_t shard) const { return logs_.at(shard); }

 private:
  explicit ClaimsTable(Scratch& scratch) : scratch_(&scratch) {}

  Scratch* scratch_;
  std::map<int32_t, LogRange> logs_;
};

}  // namespace cablestream
