#include "app/feed/taking_folder.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "common/log_limiter.h"

namespace cablestream {
namespace {

constexpr std::string_view kPrefix = ".taking-";

FileDescriptor OpenFolder(const std::string& path) {
  return FileDescriptor(open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
}

// Whether `path` still is what was opened: another feed that looked before the lock was ours took
// the folder for a dead one's, and has removed it.
bool IsStillThere(const std::string& path, const FileDescriptor& folder) {
  struct stat opened = {};
  struct stat found = {};
  return fstat(folder.get(), &opened) == 0 && lstat(path.c_str(), &found) == 0 &&
         opened.st_dev == found.st_dev && opened.st_ino == found.st_ino;
}

// What another user put there may be anything.
bool IsOwn(const FileDescriptor& folder) {
  struct stat opened = {};
  return fstat(folder.get(), &opened) == 0 && opened.st_uid == geteuid();
}

std::nullopt_t LeftBehind(const std::string& path) {
  LogLimited(LogLevel::kWarning, "feed.left_behind", {{"folder", path}});
  return std::nullopt;
}

}  // namespace

FileDescriptor::~FileDescriptor() {
  if (fd_ >= 0) close(fd_);
}

Result<std::unique_ptr<TakingFolder>> TakingFolder::Make(const std::string& spool) {
  for (;;) {
    std::string path = spool + "/" + std::string(kPrefix) + "XXXXXX";
    if (mkdtemp(path.data()) == nullptr) {
      return Fail(ErrorCode::kIo, "Can't make a folder in " + spool + ": " + std::strerror(errno));
    }
    FileDescriptor lock = OpenFolder(path);
    if (lock.get() < 0 && errno == ENOENT) continue;
    if (lock.get() < 0 || flock(lock.get(), LOCK_EX) != 0) {
      return Fail(ErrorCode::kIo, "Can't lock " + path + ": " + std::strerror(errno));
    }
    if (IsStillThere(path, lock)) {
      return std::unique_ptr<TakingFolder>(new TakingFolder(std::move(path), std::move(lock)));
    }
  }
}

TakingFolder::~TakingFolder() {
  rmdir(path_.c_str());
}

bool IsTakingFolder(std::string_view name) {
  return name.starts_with(kPrefix);
}

std::optional<FileDescriptor> LockAbandoned(const std::string& path) {
  FileDescriptor folder = OpenFolder(path);
  if (folder.get() < 0 && errno == EACCES) return LeftBehind(path);
  if (folder.get() < 0 || flock(folder.get(), LOCK_EX | LOCK_NB) != 0) return std::nullopt;
  if (!IsOwn(folder)) return LeftBehind(path);
  return folder;
}

}  // namespace cablestream
