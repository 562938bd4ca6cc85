// RocksDB's status as an error of ours.
#pragma once

#include <rocksdb/status.h>

#include <cstdint>
#include <filesystem>
#include <string>

#include "common/error.h"

namespace cablestream {

// Names for messages: "the deduplication store in X", "shard 3 of the deduplication store in X".
[[nodiscard]] std::string StoreName(const std::filesystem::path& path);
[[nodiscard]] std::string ShardName(const std::filesystem::path& path, int32_t shard);

// Of `what`, a name from above. kCorruption where bytes are wrong or files are missing, else kIo.
[[nodiscard]] Error ReadError(const std::string& what, const rocksdb::Status& status);
[[nodiscard]] Error WriteError(const std::string& what, const rocksdb::Status& status);
[[nodiscard]] Error CorruptionError(const std::string& what, const std::string& why);

}  // namespace cablestream
