// Whether a folder holds a RocksDB that can be trusted, before it is opened for writing.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "common/result.h"
#include "storage/rocksdb_settings.h"

namespace cablestream {

// "shard-0-of-2", "shard-1-of-2", "default": RocksDB insists on the last one, which stays empty.
[[nodiscard]] std::vector<std::string> FamilyNames(int32_t shards);

// Makes the folder where it is missing; else writes nothing. Fails with kRefused (column families
// of another count of shards), kCorruption (unreadable, parts missing, updates missing), kIo.
[[nodiscard]] Status CheckFiles(const std::filesystem::path& path, int32_t shards,
                                const RocksDbSettings& settings);

}  // namespace cablestream
