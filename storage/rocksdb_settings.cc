#include "storage/rocksdb_settings.h"

#include <rocksdb/env.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/listener.h>
#include <rocksdb/statistics.h>
#include <rocksdb/table.h>
#include <rocksdb/write_buffer_manager.h>

#include <algorithm>
#include <cstdarg>
#include <cstdio>
#include <utility>

#include "common/log.h"
#include "common/log_limiter.h"

namespace cablestream {
namespace {

constexpr size_t kMinWriteBuffer = 1 << 20;
constexpr size_t kMaxWriteBuffer = 16 << 20;
constexpr double kFilterBitsPerKey = 10;  // about 1 look-up in 100 of an unknown ID reads a block

// RocksDB's warnings, among ours. Not in a file of its own: on a full disk an assertion in that
// file's writer ends the process (7.8.3, as Debian builds it).
class WarningLogger final : public rocksdb::Logger {
 public:
  WarningLogger() : Logger(rocksdb::WARN_LEVEL) {}

  using Logger::Logv;
  void Logv(const char* format, va_list arguments) override {
    char text[1024];
    std::vsnprintf(text, sizeof text, format, arguments);
    LogLimited(LogLevel::kWarning, "storage.rocksdb", {{"message", text}});
  }
  void LogHeader(const char*, va_list) override {}  // options, at every start
};

// A write that met a full disk leaves the log in a state that RocksDB must not go on from, but does
// where nothing was written before it: another assertion. So it never recovers by itself; the store
// opens it anew.
class FailureListener final : public rocksdb::EventListener {
 public:
  explicit FailureListener(std::shared_ptr<std::atomic<bool>> disk_failed)
      : disk_failed_(std::move(disk_failed)) {}

  void OnBackgroundError(rocksdb::BackgroundErrorReason reason, rocksdb::Status* status) override {
    LogError("storage.background_failure",
             {{"reason", static_cast<int>(reason)}, {"status", status->ToString()}});
    if (status->IsIOError()) *disk_failed_ = true;
  }
  void OnErrorRecoveryBegin(rocksdb::BackgroundErrorReason, rocksdb::Status,
                            bool* recovers) override {
    *recovers = false;
  }

 private:
  const std::shared_ptr<std::atomic<bool>> disk_failed_;
};

// Nearly every look-up is of an ID never seen: filters decide, and stay in memory before blocks do.
rocksdb::BlockBasedTableOptions TableOptions(const std::shared_ptr<rocksdb::Cache>& cache) {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = cache;
  table.format_version = 5;
  table.filter_policy.reset(rocksdb::NewRibbonFilterPolicy(kFilterBitsPerKey));
  table.cache_index_and_filter_blocks = true;
  table.cache_index_and_filter_blocks_with_high_priority = true;
  table.pin_l0_filter_and_index_blocks_in_cache = true;
  return table;
}

rocksdb::ColumnFamilyOptions FamilyOptions(int32_t shards, const RocksDbStoreOptions& options,
                                           const std::shared_ptr<rocksdb::Cache>& cache) {
  rocksdb::ColumnFamilyOptions family;
  family.table_factory.reset(rocksdb::NewBlockBasedTableFactory(TableOptions(cache)));
  family.write_buffer_size = std::clamp(options.write_buffer_bytes / static_cast<size_t>(shards),
                                        kMinWriteBuffer, kMaxWriteBuffer);
  family.arena_block_size = family.write_buffer_size / 16;  // a shard with little takes little
  family.max_write_buffer_number = 2;  // with more, flushes can swap after a failed one
  family.target_file_size_base = 32 << 20;
  family.level_compaction_dynamic_level_bytes = true;
  family.compression = rocksdb::kLZ4Compression;
  // The same for what is not in a file yet.
  family.memtable_prefix_bloom_size_ratio = 0.02;
  family.memtable_whole_key_filtering = true;
  family.optimize_filters_for_hits = false;  // would drop the largest level's filters
  return family;
}

rocksdb::DBOptions DatabaseOptions(const RocksDbStoreOptions& options,
                                   const std::shared_ptr<rocksdb::Cache>& cache,
                                   const std::shared_ptr<std::atomic<bool>>& disk_failed) {
  rocksdb::DBOptions db;
  db.create_if_missing = true;
  db.create_missing_column_families = true;
  db.max_open_files = 512;
  // Flushes early, and never stalls: a stall over many column families, each far from full, has no
  // flush to end it. What holds memory to twice the budget is the size of each family's buffer.
  db.write_buffer_manager = std::make_shared<rocksdb::WriteBufferManager>(
      options.write_buffer_bytes, cache, /*allow_stall=*/false);
  // A log lives until the last shard in it is flushed: an idle shard must not keep it for ever.
  db.max_total_wal_size = options.write_buffer_bytes;
  db.wal_recovery_mode = rocksdb::WALRecoveryMode::kPointInTimeRecovery;
  db.track_and_verify_wals_in_manifest = true;
  db.listeners.push_back(std::make_shared<FailureListener>(disk_failed));
  db.info_log = std::make_shared<WarningLogger>();
  db.statistics = rocksdb::CreateDBStatistics();
  db.statistics->set_stats_level(rocksdb::StatsLevel::kExceptHistogramOrTimers);
  db.stats_dump_period_sec = 0;
  db.stats_persist_period_sec = 0;
  return db;
}

}  // namespace

RocksDbSettings::RocksDbSettings(int32_t shards, const RocksDbStoreOptions& options)
    : cache(rocksdb::NewLRUCache(options.cache_bytes)),
      disk_failed(std::make_shared<std::atomic<bool>>(false)),
      db(DatabaseOptions(options, cache, disk_failed)),
      family(FamilyOptions(shards, options, cache)) {}

}  // namespace cablestream
