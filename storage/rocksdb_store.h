// The deduplication store on disk: RocksDB, one column family a shard.
#pragma once

#include <atomic>
#include <filesystem>
#include <memory>
#include <mutex>
#include <vector>

#include "storage/dedup_store.h"

namespace rocksdb {
class ColumnFamilyHandle;
class DB;
class Status;
class WriteBatch;
}  // namespace rocksdb

namespace cablestream {

class Compactor;

struct RocksDbSettings;

struct RocksDbStoreOptions {
  // Bytes for blocks, filters and indexes read, and for claims not yet in a file; all shards share
  // them.
  size_t cache_bytes = 192 << 20;
  // Bytes of that for claims not yet in a file.
  size_t write_buffer_bytes = 64 << 20;
};

// What a store holds, for metrics.
struct RocksDbStoreStats {
  uint64_t estimated_claims = 0;
  uint64_t file_bytes = 0;    // of the SST files in use
  uint64_t memory_bytes = 0;  // cache, write buffers and open files
  // Blocks of files that were looked for in the cache, since the store was opened first.
  uint64_t cache_hits = 0;
  uint64_t cache_misses = 0;
};

// A DedupStore whose state is larger than memory, and which memory does not follow: at most about
// `cache_bytes` and what 512 open files take.
//
// Reading goes on when the disk is full; writing too, once there are 16 MiB of room.
//
// A large update becomes a file at once; others are written without fsync: a power cut may take the
// newest updates with it, which the claims topic still holds. Corruption is found when the bytes
// are read. Then, since the store is only a copy:
//
//   Open fails with kCorruption                   -> Destroy, Open, restore every shard
//   Find or NextOffset of a shard does            -> Wipe that shard, restore it
//   Apply does (a background job met it, and the  -> Wipe every shard, restore them
//   store has stopped taking writes)
class RocksDbStore final : public DedupStore {
 public:
  using Options = RocksDbStoreOptions;
  using Stats = RocksDbStoreStats;

  // Opens or makes the store for `shards` shards in the folder `path`, which only this process may
  // use. Column families that are missing are made, empty.
  //
  // Fails with kRefused (made for another count of shards: nothing was touched), kCorruption (can't
  // be opened, or updates are missing from it), kIo (locked, disk full, no permission).
  [[nodiscard]] static Result<std::unique_ptr<RocksDbStore>> Open(const std::filesystem::path& path,
                                                                  int32_t shards,
                                                                  const Options& options = {});

  // Discards the store in `path`, however broken; no store may have it open. Files that are not
  // RocksDB's stay. Fails with kIo.
  [[nodiscard]] static Status Destroy(const std::filesystem::path& path);

  ~RocksDbStore() override;
  RocksDbStore(const RocksDbStore&) = delete;
  RocksDbStore& operator=(const RocksDbStore&) = delete;

  [[nodiscard]] Result<std::optional<std::string>> Find(int32_t shard,
                                                        std::string_view message_id) const override;
  [[nodiscard]] Result<std::optional<int64_t>> NextOffset(int32_t shard) const override;
  [[nodiscard]] Status Apply(std::span<const ShardUpdate> updates) override;

  // Compacts the shard in the background, which drops them.
  void ForgetBefore(int32_t shard, int64_t time_ms) override;

  // Opens the store anew too, which ends a stop of writing after a failure in the background.
  [[nodiscard]] Status Wipe(int32_t shard) override;

  // Until what was forgotten is gone. For tests.
  void AwaitCompaction();

  // Any thread. While the database is being opened anew, nothing is in it.
  [[nodiscard]] Stats GetStats() const;

 private:
  RocksDbStore(std::filesystem::path path, int32_t shards, const Options& options);

  [[nodiscard]] Status OpenDb();
  [[nodiscard]] Status OpenAnew();
  void CloseDb();
  [[nodiscard]] Status CheckUsable(int32_t shard) const;
  [[nodiscard]] Result<std::optional<std::string>> Get(int32_t shard, std::string_view key) const;
  // The position to write with an update, which must go on where the shard is.
  [[nodiscard]] Result<std::string> PositionAfter(const ShardUpdate& update) const;
  [[nodiscard]] Status AddToBatch(const ShardUpdate& update, rocksdb::WriteBatch& batch) const;
  [[nodiscard]] bool IsForBulk(const ShardUpdate& update) const;
  [[nodiscard]] Status ApplyBig(const ShardUpdate& update);

  const std::filesystem::path path_;
  const int32_t shards_;
  const std::unique_ptr<const RocksDbSettings> settings_;
  std::vector<std::shared_ptr<std::atomic<int64_t>>> kept_from_;  // by shard: ClaimsKeptFrom
  std::unique_ptr<rocksdb::DB> db_;                     // null once it could not be opened anew
  mutable std::mutex db_replaced_;                      // GetStats reads db_ on another thread
  std::vector<rocksdb::ColumnFamilyHandle*> families_;  // by shard; after them the default one
  std::unique_ptr<Compactor> compactor_;                // once there is something to do
};

}  // namespace cablestream
