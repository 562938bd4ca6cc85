// How RocksDB is set up, in one place.
#pragma once

#include <rocksdb/cache.h>
#include <rocksdb/options.h>

#include <atomic>
#include <cstdint>
#include <memory>

#include "storage/rocksdb_store.h"

namespace cablestream {

// Shared by all shards, and by every database that one store opens in its life.
struct RocksDbSettings {
  RocksDbSettings(int32_t shards, const RocksDbStoreOptions& options);

  std::shared_ptr<rocksdb::Cache> cache;
  // Set by RocksDB's threads: the database takes no more writes, or compacts no more.
  std::shared_ptr<std::atomic<bool>> disk_failed;
  rocksdb::DBOptions db;
  rocksdb::ColumnFamilyOptions family;
};

}  // namespace cablestream
