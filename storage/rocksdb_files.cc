#include "storage/rocksdb_files.h"

#include <rocksdb/db.h>
#include <rocksdb/env.h>

#include <algorithm>
#include <system_error>

#include "storage/log_check.h"
#include "storage/rocksdb_errors.h"

namespace cablestream {
namespace {

namespace fs = std::filesystem;

// RocksDB's own lock on the folder: the checks must not look at a store that is being written.
class FolderLock {
 public:
  explicit FolderLock(const fs::path& path)
      : status_(rocksdb::Env::Default()->LockFile((path / "LOCK").string(), &lock_)) {}
  ~FolderLock() {
    if (lock_ != nullptr) (void)rocksdb::Env::Default()->UnlockFile(lock_);
  }
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;

  [[nodiscard]] const rocksdb::Status& status() const { return status_; }

 private:
  rocksdb::FileLock* lock_ = nullptr;
  rocksdb::Status status_;
};

tl::unexpected<Error> Unusable(const fs::path& path, const std::string& why) {
  return Fail(ErrorCode::kIo, "The folder " + path.string() + " can't be used (" + why +
                                  "): check what is there and who may write to it.");
}

bool IsStoreFile(const fs::path& file) {
  const std::string name = file.filename().string();
  return name.starts_with("MANIFEST-") || name.ends_with(".sst") || name.ends_with(".log");
}

Result<bool> HoldsStoreFiles(const fs::path& path) {
  std::error_code error;
  for (fs::directory_iterator file(path, error), end; !error && file != end;
       file.increment(error)) {
    if (IsStoreFile(file->path())) return true;
  }
  if (error) return Unusable(path, error.message());
  return false;
}

Status CheckFamilies(const fs::path& path, const std::vector<std::string>& found, int32_t shards) {
  const std::vector<std::string> families = FamilyNames(shards);
  for (const std::string& name : found) {
    if (std::ranges::find(families, name) != families.end()) continue;
    return Fail(ErrorCode::kRefused, "The deduplication store in " + path.string() + " holds " +
                                         name + ", not " + families.front() +
                                         ": it was made for another count of shards. Name another "
                                         "state folder, or delete this one: it is only a copy of "
                                         "the claims topic.");
  }
  return {};
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

Status CheckFiles(const fs::path& path, int32_t shards, const RocksDbSettings& settings) {
  std::error_code error;
  fs::create_directories(path, error);
  if (error) return Unusable(path, error.message());
  const FolderLock lock(path);
  if (!lock.status().ok()) return Unusable(path, lock.status().ToString());

  if (!fs::exists(path / "CURRENT", error)) {
    const Result<bool> holds_files = HoldsStoreFiles(path);
    if (!holds_files) return Fail(holds_files.error());
    // RocksDB would take it for no store at all, and make one over its files.
    if (*holds_files) return Fail(CorruptionError(StoreName(path), "its file CURRENT is missing"));
    return {};
  }
  std::vector<std::string> found;
  const rocksdb::Status listed =
      rocksdb::DB::ListColumnFamilies(settings.db, path.string(), &found);
  if (!listed.ok()) return Fail(ReadError(StoreName(path), listed));
  if (Status ok = CheckFamilies(path, found, shards); !ok) return ok;
  return CheckLog(path, found, settings);
}

}  // namespace cablestream
