#include "storage/rocksdb_files.h"

#include <rocksdb/db.h>

#include <algorithm>
#include <system_error>

namespace cablestream {
namespace {

namespace fs = std::filesystem;

constexpr const char* kOnlyACopy =
    " It is only a copy of the claims topic: discarded, it is read again from there.";

bool IsStoreFile(const fs::path& file) {
  const std::string name = file.filename().string();
  return name.starts_with("MANIFEST-") || name.ends_with(".sst") || name.ends_with(".log");
}

// A store that lost its CURRENT would be taken for none, and made anew over its own files.
Status CheckCurrent(const fs::path& path, bool* exists) {
  std::error_code error;
  *exists = fs::exists(path / "CURRENT", error);
  if (*exists) return {};
  for (fs::directory_iterator file(path, error), end; !error && file != end;
       file.increment(error)) {
    if (IsStoreFile(file->path())) {
      return Fail(ErrorCode::kCorruption, "The deduplication store in " + path.string() +
                                              " has lost its file CURRENT." + kOnlyACopy);
    }
  }
  if (!error) return {};
  return Fail(ErrorCode::kIo, "The folder " + path.string() + " can't be read (" + error.message() +
                                  "): check its permissions.");
}

Status CheckFamilies(const fs::path& path, const std::vector<std::string>& families,
                     const rocksdb::DBOptions& options) {
  std::vector<std::string> found;
  const rocksdb::Status status = rocksdb::DB::ListColumnFamilies(options, path.string(), &found);
  if (!status.ok()) return Fail(OpenError("the deduplication store in " + path.string(), status));
  for (const std::string& name : found) {
    if (std::ranges::find(families, name) != families.end()) continue;
    return Fail(ErrorCode::kRefused, "The deduplication store in " + path.string() + " holds " +
                                         name + ", not " + families.front() +
                                         ": it was made for another count of shards. Use another " +
                                         "state folder, or delete this one." + kOnlyACopy);
  }
  return {};
}

bool IsDiskFull(const rocksdb::Status& status) {
  return status.IsNoSpace() || status.subcode() == rocksdb::Status::SubCode::kSpaceLimit;
}

Error IoError(const std::string& where, const rocksdb::Status& status) {
  if (IsDiskFull(status)) {
    return {ErrorCode::kIo,
            "The disk is full under " + where + " (" + status.ToString() + "): make room there."};
  }
  return {ErrorCode::kIo,
          "The disk or its permissions failed under " + where + " (" + status.ToString() + ")."};
}

Error CorruptionError(const std::string& where, const rocksdb::Status& status) {
  return {ErrorCode::kCorruption,
          "Corrupt: " + where + " (" + status.ToString() + ")." + kOnlyACopy};
}

}  // namespace

std::vector<std::string> FamilyNames(int32_t shards) {
  std::vector<std::string> names;
  names.reserve(static_cast<size_t>(shards) + 1);
  for (int32_t shard = 0; shard < shards; ++shard) {
    names.push_back("shard-" + std::to_string(shard) + "-of-" + std::to_string(shards));
  }
  names.push_back(rocksdb::kDefaultColumnFamilyName);
  return names;
}

Status CheckFiles(const fs::path& path, const std::vector<std::string>& families,
                  const rocksdb::DBOptions& options) {
  std::error_code error;
  fs::create_directories(path, error);
  if (error) {
    return Fail(ErrorCode::kIo, "The folder " + path.string() + " can't be made (" +
                                    error.message() + "): check what is there already.");
  }
  bool exists = false;
  if (Status ok = CheckCurrent(path, &exists); !ok || !exists) return ok;
  return CheckFamilies(path, families, options);
}

// A missing or senseless file is as bad as one whose checksum fails.
Error OpenError(const std::string& where, const rocksdb::Status& status) {
  const bool corrupt = status.IsCorruption() || status.IsPathNotFound() || status.IsNotFound() ||
                       status.IsInvalidArgument() || status.IsNotSupported();
  return corrupt ? CorruptionError(where, status) : IoError(where, status);
}

Error ReadError(const std::string& where, const rocksdb::Status& status) {
  return OpenError(where, status);
}

Error WriteError(const std::string& where, const rocksdb::Status& status) {
  return status.IsCorruption() ? CorruptionError(where, status) : IoError(where, status);
}

}  // namespace cablestream
