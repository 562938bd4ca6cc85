// How RocksDB is set up, in one place.
#pragma once

#include <rocksdb/cache.h>
#include <rocksdb/options.h>

#include <cstdint>
#include <memory>

#include "storage/rocksdb_store.h"

namespace cablestream {

// Shared by all shards, and by every database that one store opens in its life.
struct RocksDbSettings {
  RocksDbSettings(int32_t shards, const RocksDbStoreOptions& options);

  std::shared_ptr<rocksdb::Cache> cache;
  rocksdb::DBOptions db;
  rocksdb::ColumnFamilyOptions family;
};

}  // namespace cablestream
