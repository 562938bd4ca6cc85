#include "app/feed/spool.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <ctime>
#include <string_view>

namespace cablestream {
namespace {

constexpr size_t kMostName = 255;  // bytes, of Linux's file systems
constexpr std::string_view kReasonEnding = ".reason";

// 0, or the errno.
int Rename(const std::string& from, const std::string& to) {
  return renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0 ? 0 : errno;
}

tl::unexpected<Error> CannotMove(const std::string& from, const std::string& to, int error) {
  const char* reason =
      error == EINVAL ? "its file system can't rename without replacing" : std::strerror(error);
  return Fail(ErrorCode::kIo, "Can't move " + from + " to " + to + ": " + reason);
}

Status MakeFolder(const std::string& path) {
  if (mkdir(path.c_str(), 0777) == 0 || errno == EEXIST) return {};
  return Fail(ErrorCode::kIo, "Can't make " + path + ": " + std::strerror(errno));
}

// Whether what is taken into `taking` can be moved to the folder at `path`.
Status CheckTarget(const std::string& path, const std::string& taking) {
  struct stat from = {};
  struct stat to = {};
  if (lstat(taking.c_str(), &from) != 0 || lstat(path.c_str(), &to) != 0) {
    return Fail(ErrorCode::kIo, "Can't look at " + path + ": " + std::strerror(errno));
  }
  if (!S_ISDIR(to.st_mode)) {
    return Fail(ErrorCode::kInvalidArgument,
                path + " is no folder, or a link to one: move it away, the feed makes its own");
  }
  // Mounts are compared before names are looked up: a bind mount of the same file system is told
  // from a name that is missing.
  constexpr const char* kMissing = "/.missing";
  if (from.st_dev != to.st_dev || Rename(taking + kMissing, path + kMissing) == EXDEV) {
    return Fail(ErrorCode::kInvalidArgument,
                path + " is on another file system or mount: files are only renamed, unmount it");
  }
  if (faccessat(AT_FDCWD, path.c_str(), W_OK | X_OK, AT_EACCESS) != 0) {
    return Fail(ErrorCode::kInvalidArgument, "The feed's user can't write to " + path + " (" +
                                                 std::strerror(errno) + "): grant it");
  }
  return {};
}

// ".20261129T083100.123456Z"
std::string TimeEnding() {
  timeval now = {};
  gettimeofday(&now, nullptr);
  tm utc = {};
  gmtime_r(&now.tv_sec, &utc);
  char text[32];
  const size_t length = strftime(text, sizeof text, ".%Y%m%dT%H%M%S", &utc);
  char micros[16];
  (void)snprintf(micros, sizeof micros, ".%06ldZ", static_cast<long>(now.tv_usec));
  return std::string(text, length) + micros;
}

// `name` with `ending` and room for `later`, cut where that would be too long for a name.
std::string Fitting(const std::string& name, const std::string& ending, size_t later) {
  return name.substr(0, kMostName - ending.size() - later) + ending;
}

// False: there is one of that name.
Result<bool> WriteNew(const std::string& path, const std::string& line) {
  const FileDescriptor file(open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
  if (file.get() < 0 && errno == EEXIST) return false;
  if (file.get() < 0 ||
      write(file.get(), line.data(), line.size()) != static_cast<ssize_t>(line.size())) {
    return Fail(ErrorCode::kIo, "Can't write " + path + ": " + std::strerror(errno));
  }
  return true;
}

}  // namespace

Result<std::unique_ptr<Spool>> Spool::Open(const std::string& folder) {
  struct stat found = {};
  if (stat(folder.c_str(), &found) != 0 || !S_ISDIR(found.st_mode)) {
    return Fail(ErrorCode::kInvalidArgument, "There is no folder " + folder);
  }
  auto taking = TakingFolder::Make(folder);
  if (!taking) return Fail(taking.error());
  for (const char* name : {"/done", "/failed"}) {
    Status usable = MakeFolder(folder + name);
    if (usable) usable = CheckTarget(folder + name, (*taking)->path());
    if (!usable) return Fail(usable.error());
  }
  return std::unique_ptr<Spool>(new Spool(folder, *std::move(taking)));
}

Result<Spool::Claim> Spool::Take(const std::string& path) {
  const std::string from = folder_ + "/" + path;
  const size_t slash = path.rfind('/');  // of a dead feed's folder
  const std::string to = PathOf(path.substr(slash + 1));
  const int error = Rename(from, to);
  if (error == 0 && slash != std::string::npos) {
    rmdir((folder_ + "/" + path.substr(0, slash)).c_str());  // where it was the last one
  }
  if (error == 0) return Claim::kMine;
  if (error == ENOENT) return Claim::kGone;
  if (error == EEXIST) return Claim::kNameUsed;
  return CannotMove(from, to, error);
}

std::string Spool::PathOf(const std::string& name) const {
  return taking_->path() + "/" + name;
}

Status Spool::Finish(const std::string& name) {
  const std::string from = PathOf(name);
  std::string to = folder_ + "/done/" + name;
  int error = 0;
  while ((error = Rename(from, to)) == EEXIST) {
    to = folder_ + "/done/" + Fitting(name, TimeEnding(), 0);
  }
  if (error != 0) return CannotMove(from, to, error);
  return {};
}

Status Spool::GiveUp(const std::string& name, const std::string& reason) {
  const std::string from = PathOf(name);
  std::string to = folder_ + "/failed/" + Fitting(name, "", kReasonEnding.size());
  for (;;) {
    // The reason first: a file in failed/ always has one.
    const std::string beside = to + std::string(kReasonEnding);
    const Result<bool> written = WriteNew(beside, reason + "\n");
    if (!written) return Fail(written.error());
    if (*written) {
      const int error = Rename(from, to);
      if (error == 0) return {};
      unlink(beside.c_str());
      if (error != EEXIST) return CannotMove(from, to, error);
    }
    to = folder_ + "/failed/" + Fitting(name, TimeEnding(), kReasonEnding.size());
  }
}

}  // namespace cablestream
