// Many claims at once, past RocksDB's log and write buffer.
#pragma once

#include <rocksdb/db.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string_view>

#include "storage/dedup_store.h"
#include "storage/rocksdb_settings.h"

namespace cablestream {

// From so many claims on it is faster to sort them and write the file that they would become.
inline constexpr size_t kBulkClaims = 16'384;

// With so many files waiting for a compaction updates take RocksDB's own way, which slows down who
// is faster than it; nothing does on this one.
inline constexpr uint64_t kMostNewFiles = 12;

// The name of the file while it is written. One that a crash has left is removed.
inline constexpr char kBulkFile[] = "bulk-update";

// Whether compaction keeps up: fewer than kMostNewFiles of the column family's files wait for it.
[[nodiscard]] bool TakesBulk(rocksdb::DB& db, rocksdb::ColumnFamilyHandle& family);

// Writes claims and position as one file into the folder `path` of `db`, and makes it a part of the
// column family: all of it or nothing, and on the disk when it returns. Of one ID the last claim
// stays.
[[nodiscard]] rocksdb::Status ApplyInBulk(rocksdb::DB& db, rocksdb::ColumnFamilyHandle& family,
                                          const std::filesystem::path& path,
                                          const RocksDbSettings& settings,
                                          std::span<const ClaimRecord> claims,
                                          std::string_view position);

}  // namespace cablestream
