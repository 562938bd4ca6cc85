#include "app/feed/held_back.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>

#include "app/feed/taking_folder.h"

namespace cablestream {

std::optional<bool> IsWritten(const std::string& path) {
  struct stat found = {};
  if (lstat(path.c_str(), &found) != 0 || !S_ISREG(found.st_mode)) return std::nullopt;
  constexpr int kFlags = O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC;
  const FileDescriptor file(open(path.c_str(), kFlags));
  if (file.get() < 0) return std::nullopt;
  // A read lease is granted while there is no writer, to the file's owner and to root.
  if (fcntl(file.get(), F_SETLEASE, F_RDLCK) == 0) {
    fcntl(file.get(), F_SETLEASE, F_UNLCK);
    return false;
  }
  return errno == EAGAIN ? std::optional<bool>(true) : std::nullopt;
}

std::optional<std::string> HeldBack::Next() {
  if (paths_.empty() || Clock::now() < next_look_) return std::nullopt;
  const auto closed = std::find_if(paths_.begin(), paths_.end(), [](const std::string& path) {
    return !IsWritten(path).value_or(false);
  });
  if (closed == paths_.end()) {
    next_look_ = Clock::now() + every_;
    return std::nullopt;
  }
  std::string path = std::move(*closed);
  paths_.erase(closed);
  return path;
}

}  // namespace cablestream
