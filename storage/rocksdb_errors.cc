#include "storage/rocksdb_errors.h"

namespace cablestream {
namespace {

bool IsDiskFull(const rocksdb::Status& status) {
  return status.IsNoSpace() || status.subcode() == rocksdb::Status::SubCode::kSpaceLimit;
}

Error IoError(const std::string& what, const rocksdb::Status& status) {
  if (IsDiskFull(status)) {
    return {ErrorCode::kIo, "The disk is full under " + what + " (" + status.ToString() +
                                "): make room there, writing then goes on by itself."};
  }
  return {ErrorCode::kIo, "The disk failed, or its permissions, under " + what + " (" +
                              status.ToString() + "): check both."};
}

}  // namespace

std::string StoreName(const std::filesystem::path& path) {
  return "the deduplication store in " + path.string();
}

std::string ShardName(const std::filesystem::path& path, int32_t shard) {
  return "shard " + std::to_string(shard) + " of " + StoreName(path);
}

Error ReadError(const std::string& what, const rocksdb::Status& status) {
  const bool corrupt = status.IsCorruption() || status.IsPathNotFound() || status.IsNotFound() ||
                       status.IsInvalidArgument() || status.IsNotSupported();
  return corrupt ? CorruptionError(what, status.ToString()) : IoError(what, status);
}

Error WriteError(const std::string& what, const rocksdb::Status& status) {
  return status.IsCorruption() ? CorruptionError(what, status.ToString()) : IoError(what, status);
}

Error CorruptionError(const std::string& what, const std::string& why) {
  return {ErrorCode::kCorruption,
          "Corruption in " + what + " (" + why +
              "). It is only a copy of the claims topic: discard it, and it is read again."};
}

}  // namespace cablestream
