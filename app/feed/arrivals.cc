#include "app/feed/arrivals.h"

#include <poll.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <unordered_set>

#include "app/feed/held_back.h"
#include "common/log_limiter.h"

namespace cablestream {
namespace {

namespace fs = std::filesystem;

constexpr int64_t kSecondNs = 1'000'000'000;

int64_t ChangedNs(const struct stat& file) {
  return file.st_ctim.tv_sec * kSecondNs + file.st_ctim.tv_nsec;
}

// Whether a file of this name may be taken, once it is complete.
bool IsWanted(std::string_view name) {
  return !name.empty() && !name.starts_with('.') && !name.ends_with(".tmp") &&
         !name.ends_with(".part");
}

}  // namespace

Result<std::unique_ptr<Arrivals>> Arrivals::Watch(const std::string& folder,
                                                  const std::string& taking) {
  std::signal(SIGIO, SIG_IGN);  // says that a lease is in somebody's way
  FileDescriptor inotify(inotify_init1(IN_NONBLOCK | IN_CLOEXEC));
  constexpr uint32_t kEvents =
      IN_CLOSE_WRITE | IN_MOVED_TO | IN_DELETE | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR;
  if (inotify.get() < 0 || inotify_add_watch(inotify.get(), folder.c_str(), kEvents) < 0) {
    const std::string hint = errno == EMFILE   ? " (fs.inotify.max_user_instances)"
                             : errno == ENOSPC ? " (fs.inotify.max_user_watches)"
                                               : "";
    return Fail(ErrorCode::kIo, "Can't watch " + folder + ": " + std::strerror(errno) + hint);
  }
  return std::unique_ptr<Arrivals>(
      new Arrivals(folder, fs::path(taking).filename().string(), std::move(inotify)));
}

Result<std::optional<std::string>> Arrivals::Next() {
  if (Status read = ReadEvents(); !read) return Fail(read.error());
  if (Clock::now() >= next_scan_ || (more_ && known_.empty())) {
    if (Status scanned = Scan(); !scanned) return Fail(scanned.error());
  }
  while (!known_.empty()) {
    Known file = std::move(known_.front());
    known_.pop_front();
    if (file.complete || IsComplete(file.path)) return std::optional(std::move(file.path));
  }
  return std::optional<std::string>();
}

Status Arrivals::Wait(std::chrono::milliseconds most) {
  const auto until_scan = std::chrono::ceil<std::chrono::milliseconds>(next_scan_ - Clock::now());
  const auto wait = std::clamp(until_scan, std::chrono::milliseconds(0), most);
  pollfd watched = {inotify_.get(), POLLIN, 0};
  if (poll(&watched, 1, static_cast<int>(wait.count())) < 0 && errno != EINTR) {
    return Fail(ErrorCode::kIo, "Can't watch " + folder_ + ": " + std::strerror(errno));
  }
  return {};
}

Status Arrivals::ReadEvents() {
  alignas(inotify_event) char buffer[size_t{64} << 10];
  for (;;) {
    const ssize_t count = read(inotify_.get(), buffer, sizeof buffer);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && errno == EAGAIN) return {};
    if (count <= 0) return Gone();
    for (const char* at = buffer; at < buffer + count;) {
      const auto& event = *reinterpret_cast<const inotify_event*>(at);
      const std::string_view name = event.len == 0 ? "" : event.name;
      if (Status noted = NoteEvent(event.mask, name); !noted) return noted;
      at += sizeof event + event.len;
    }
  }
}

Status Arrivals::NoteEvent(uint32_t mask, std::string_view name) {
  if ((mask & IN_Q_OVERFLOW) != 0) {
    LogLimited(LogLevel::kInfo, "feed.rescan", {{"folder", folder_}});
    ScanWithin(Clock::duration::zero());
    return {};
  }
  if ((mask & (IN_DELETE_SELF | IN_MOVE_SELF | IN_UNMOUNT | IN_IGNORED)) != 0) return Gone();
  // The folder itself lasts for as long as this process has something of it open.
  if ((mask & IN_DELETE) != 0) return name == taking_ ? Status(Gone()) : Status();
  if ((mask & IN_ISDIR) != 0 || !IsWanted(name) || more_) return {};
  more_ = known_.size() >= kMostKnown;
  if (!more_) known_.push_back({std::string(name), /*complete=*/true});
  return {};
}

// What is known already is in the folder, and found again.
Status Arrivals::Scan() {
  next_scan_ = Clock::now() + kScanEvery;
  more_ = false;
  std::vector<Found> found;
  if (Status scanned = ScanFolder("", /*complete=*/false, found); !scanned) return scanned;
  KeepOldest(found);
  std::unordered_set<std::string> complete;
  for (Known& file : known_) {
    if (file.complete) complete.insert(std::move(file.path));
  }
  known_.clear();
  for (Found& entry : found) {
    entry.file.complete = entry.file.complete || complete.contains(entry.file.path);
    known_.push_back(std::move(entry.file));
  }
  return {};
}

Status Arrivals::ScanFolder(const std::string& below, bool complete, std::vector<Found>& found) {
  const std::string path = folder_ + "/" + below;
  std::error_code error;
  for (fs::directory_iterator entry(path, error), end; !error && entry != end;
       entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    struct stat file = {};
    if (below.empty() && IsTakingFolder(name)) ScanAbandoned(name, found);
    // What was taken is wanted, whatever its name.
    if ((!complete && !IsWanted(name)) || lstat(entry->path().c_str(), &file) != 0) continue;
    if (!S_ISDIR(file.st_mode)) found.push_back({ChangedNs(file), {below + name, complete}});
    if (found.size() >= 2 * kMostKnown) KeepOldest(found);
  }
  if (error) return Fail(ErrorCode::kIo, "Can't read " + path + ": " + error.message());
  return {};
}

void Arrivals::ScanAbandoned(const std::string& name, std::vector<Found>& found) {
  if (name == taking_) return;
  const std::string path = folder_ + "/" + name;
  const std::optional<FileDescriptor> lock = LockAbandoned(path);
  if (!lock || rmdir(path.c_str()) == 0) return;
  // Another feed may have removed it just now: then there is nothing in it.
  (void)ScanFolder(name + "/", /*complete=*/true, found);
}

void Arrivals::KeepOldest(std::vector<Found>& found) {
  const auto earlier = [](const Found& a, const Found& b) {
    return std::tie(a.came_ns, a.file.path) < std::tie(b.came_ns, b.file.path);
  };
  std::sort(found.begin(), found.end(), earlier);
  if (found.size() <= kMostKnown) return;
  more_ = true;
  found.resize(kMostKnown);
}

bool Arrivals::IsComplete(const std::string& path) {
  const std::string full = folder_ + "/" + path;
  struct stat file = {};
  if (lstat(full.c_str(), &file) != 0) return false;
  if (!S_ISREG(file.st_mode)) return true;
  if (const std::optional<bool> written = IsWritten(full)) return !*written;
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const auto age = now - std::chrono::nanoseconds(ChangedNs(file));
  if (std::chrono::abs(age) >= kQuiet) return true;
  ScanWithin(kQuiet);
  return false;
}

void Arrivals::ScanWithin(Clock::duration time) {
  next_scan_ = std::min(next_scan_, Clock::now() + time);
}

tl::unexpected<Error> Arrivals::Gone() const {
  return Fail(ErrorCode::kIo, "Folder " + folder_ + " was removed or moved while it was followed");
}

}  // namespace cablestream
