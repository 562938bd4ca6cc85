// What stands between a folder and a RocksDB that can be trusted: its names, its errors and the
// checks before it is opened.
#pragma once

#include <rocksdb/options.h>
#include <rocksdb/status.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "common/result.h"

namespace cablestream {

// "shard-0-of-2", "shard-1-of-2", "default": RocksDB insists on the last one, which stays empty.
[[nodiscard]] std::vector<std::string> FamilyNames(int32_t shards);

// Makes the folder where it is missing. Fails with kRefused (a store of other column families),
// kCorruption (parts of a store, or one that can't be read), kIo. Writes nothing else.
[[nodiscard]] Status CheckFiles(const std::filesystem::path& path,
                                const std::vector<std::string>& families,
                                const rocksdb::DBOptions& options);

// RocksDB's status as kCorruption or kIo. `where` is "shard 3 of the deduplication store in X".
[[nodiscard]] Error OpenError(const std::string& where, const rocksdb::Status& status);
[[nodiscard]] Error ReadError(const std::string& where, const rocksdb::Status& status);
[[nodiscard]] Error WriteError(const std::string& where, const rocksdb::Status& status);

}  // namespace cablestream
