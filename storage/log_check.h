// Whether a store's write-ahead log goes on where its files end.
//
// RocksDB takes a MANIFEST that was cut short for an older one, without a word. The files that it
// no longer names are gone then, and their part of the log was deleted when they were written; but
// the newest log is replayed over the hole: a position far ahead of its claims, and every message
// of the hole published once more. Each update says where it began (storage/position.h), so a hole
// shows as a log that begins beyond the position in the files.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "common/result.h"
#include "storage/rocksdb_settings.h"

namespace cablestream {

// Looks at the store in `path`, which has these column families, without changing it; reads the log
// once and one key of each family. Fails with kCorruption (an update is missing), kIo.
[[nodiscard]] Status CheckLog(const std::filesystem::path& path,
                              const std::vector<std::string>& families,
                              const RocksDbSettings& settings);

}  // namespace cablestream
