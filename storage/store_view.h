// The deduplication store on disk, read beside the process that writes it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/result.h"

namespace rocksdb {
class ColumnFamilyHandle;
class DB;
}  // namespace rocksdb

namespace cablestream {

// Claims to look at, wherever they come from. Used by one thread.
class ClaimsView {
 public:
  virtual ~ClaimsView() = default;

  [[nodiscard]] virtual int32_t shards() const = 0;

  // As of DedupStore.
  [[nodiscard]] virtual Result<std::optional<std::string>> Find(
      int32_t shard, std::string_view message_id) const = 0;
  [[nodiscard]] virtual Result<std::optional<int64_t>> NextOffset(int32_t shard) const = 0;

  // Calls `take` with the claims of a shard, in order of their IDs, until it returns false.
  using TakeClaim = std::function<bool(std::string_view message_id, std::string_view claim)>;
  [[nodiscard]] virtual Status ForEach(int32_t shard, const TakeClaim& take) const = 0;
};

// Shows what had been applied when it was opened. Writes nothing, to the store or elsewhere, and
// takes little memory beside what was not in a file yet; but it holds every file of the store open.
// Used by one thread.
class StoreView final : public ClaimsView {
 public:
  // `path` as of RocksDbStore. Fails with kRefused (no store there), kCorruption, kIo.
  [[nodiscard]] static Result<std::unique_ptr<StoreView>> Open(const std::filesystem::path& path);

  ~StoreView() override;
  StoreView(const StoreView&) = delete;
  StoreView& operator=(const StoreView&) = delete;

  [[nodiscard]] int32_t shards() const override {
    return static_cast<int32_t>(families_.size()) - 1;
  }
  [[nodiscard]] Result<std::optional<std::string>> Find(int32_t shard,
                                                        std::string_view message_id) const override;
  [[nodiscard]] Result<std::optional<int64_t>> NextOffset(int32_t shard) const override;
  [[nodiscard]] Status ForEach(int32_t shard, const TakeClaim& take) const override;

 private:
  explicit StoreView(std::filesystem::path path);
  [[nodiscard]] Status OpenDb(const std::vector<std::string>& names);

  const std::filesystem::path path_;
  std::unique_ptr<rocksdb::DB> db_;
  std::vector<rocksdb::ColumnFamilyHandle*> families_;  // by shard; after them the default one
};

}  // namespace cablestream
