#include "storage/state_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <optional>
#include <system_error>
#include <utility>

#include "common/log.h"
#include "storage/files.h"
#include "storage/instance_file.h"

namespace cablestream {
namespace {

namespace fs = std::filesystem;

constexpr const char* kClaims = "claims";
constexpr const char* kMayBeDeleted =
    " or delete this folder: what it holds is read again from Kafka.";

std::string Reason(int error) {
  return std::generic_category().message(error);
}

std::string Describe(const StoreIdentity& identity) {
  return "group " + identity.group + ", " + std::to_string(identity.shards) + " shards, scope " +
         std::string(DedupScopeName(identity.scope));
}

tl::unexpected<Error> Refuse(const fs::path& dir, const std::string& why_and_what_to_do,
                             ErrorCode code = ErrorCode::kRefused) {
  return Fail(code, "The state folder " + dir.string() + " " + why_and_what_to_do);
}

tl::unexpected<Error> Unusable(const fs::path& dir, int error) {
  return Fail(ErrorCode::kIo,
              "The state folder " + dir.string() + " can't be used (" + Reason(error) +
                  "): make it writable to this user and give it room, or name " + "another one.");
}

// An open file that holds the lock, until it is handed on.
class Lock {
 public:
  explicit Lock(int fd) : fd_(fd) {}
  Lock(Lock&& other) noexcept : fd_(other.Release()) {}
  Lock& operator=(Lock&&) = delete;
  ~Lock() {
    if (fd_ >= 0) close(fd_);
  }
  [[nodiscard]] int Release() { return std::exchange(fd_, -1); }

 private:
  int fd_;
};

Status CheckNames(const fs::path& dir, const StoreIdentity& identity, const std::string& id) {
  for (const std::string& name : {dir.string(), identity.group, id}) {
    if (name.find('\n') == std::string::npos) continue;
    return Fail(ErrorCode::kInvalidArgument,
                "The state folder's path, the group and the instance ID must not hold line breaks: "
                "rename the one that does.");
  }
  return {};
}

tl::unexpected<Error> IsAFile(const fs::path& dir) {
  return Fail(ErrorCode::kInvalidArgument,
              "The state folder " + dir.string() + " is a file: name a folder instead.");
}

// The folder may be written, or made, by this user.
Status CheckWritable(const fs::path& dir) {
  std::error_code error;
  fs::path standing = fs::absolute(dir, error);
  while (!error && !fs::exists(standing, error) && standing.has_relative_path()) {
    standing = standing.parent_path();
  }
  if (error) return Unusable(dir, error.value());
  if (!fs::is_directory(standing, error)) return IsAFile(standing);
  if (faccessat(AT_FDCWD, standing.c_str(), R_OK | W_OK | X_OK, AT_EACCESS) == 0) return {};
  return Unusable(dir, errno);
}

Status MakeFolder(const fs::path& dir) {
  std::error_code error;
  if (dir.has_parent_path()) fs::create_directories(dir.parent_path(), error);
  if (error) return Unusable(dir, error.value());
  if (mkdir(dir.c_str(), 0700) == 0) return {};
  if (errno != EEXIST) return Unusable(dir, errno);
  if (fs::is_directory(dir, error)) return {};
  return IsAFile(dir);
}

// Of a state, or of nobody: hidden files, and what a file system puts at its root.
bool MayStand(const std::string& name) {
  return name == "instance" || name == "instance.tmp" || name == kClaims || name == "crashes" ||
         name == "generations" || name == "lost+found" || name.starts_with('.');
}

// A folder that was never locked may be anybody's; it is not to be taken over.
Status CheckForeign(const fs::path& dir) {
  std::error_code error;
  for (fs::directory_iterator file(dir, error), end; !error && file != end; file.increment(error)) {
    const std::string name = file->path().filename().string();
    if (MayStand(name)) continue;
    return Refuse(dir, "holds other files than a state's, such as " + name +
                           ": name another folder, new or empty.");
  }
  return error ? Status(Unusable(dir, error.value())) : Status();
}

Result<Lock> TakeLock(const fs::path& dir) {
  const fs::path file = dir / "LOCK";
  int fd = open(file.c_str(), O_RDWR | O_CLOEXEC);
  if (fd < 0 && errno == ENOENT) {
    if (Status ok = CheckForeign(dir); !ok) return Fail(ok.error());
    fd = open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  }
  if (fd < 0) return Unusable(dir, errno);
  Lock lock(fd);
  if (flock(fd, LOCK_EX | LOCK_NB) == 0) return lock;
  if (errno != EWOULDBLOCK) return Unusable(dir, errno);
  return Refuse(dir, "is in use by another process: stop that one, or name another folder.");
}

Result<std::optional<InstanceFile>> ReadInstance(const fs::path& dir) {
  const Result<std::optional<std::string>> text = ReadWholeFile(dir / "instance");
  if (!text) return Fail(text.error());
  if (!*text) {
    std::error_code error;
    if (!fs::exists(ClaimsDirOf(dir), error)) return std::nullopt;
    return Refuse(dir,
                  std::string("has lost its file 'instance': name another one,") + kMayBeDeleted);
  }
  Result<InstanceFile> file = ParseInstanceFile(**text);
  if (file) return *std::move(file);
  return Refuse(
      dir, std::string("has an unreadable file 'instance': name another one,") + kMayBeDeleted);
}

Status CheckInstance(const fs::path& dir, const InstanceFile& found,
                     const StoreIdentity& identity) {
  if (found.format != kStorageFormat) {
    return Refuse(dir,
                  "is of format " + std::to_string(found.format) + ", this version writes format " +
                      std::to_string(kStorageFormat) +
                      ": use the version that made it, name another folder," + kMayBeDeleted,
                  ErrorCode::kInvalidArgument);
  }
  if (found.identity == identity) return {};
  return Refuse(dir,
                "was made for " + Describe(found.identity) + ", not for " + Describe(identity) +
                    ": name another folder," + kMayBeDeleted,
                ErrorCode::kInvalidArgument);
}

Result<FolderHome> FindHome(const fs::path& dir) {
  std::error_code error;
  const fs::path path = fs::canonical(dir, error);
  struct stat info {};
  if (error || stat(path.c_str(), &info) != 0) {
    return Unusable(dir, error ? error.value() : errno);
  }
  Result<std::optional<std::string>> machine = ReadWholeFile("/etc/machine-id");
  std::string id = machine && *machine ? **machine : std::string();
  id.resize(std::min(id.size(), id.find('\n')));
  return FolderHome{.machine = std::move(id), .path = path.string(), .inode = info.st_ino};
}

Result<std::string> RandomId() {
  std::array<unsigned char, 8> bytes;
  if (getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) {
    return Fail(ErrorCode::kIo, "The system gives no random bytes (" + Reason(errno) + ").");
  }
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string id;
  for (const unsigned char byte : bytes) {
    id += kHex[byte >> 4];
    id += kHex[byte & 15];
  }
  return id;
}

// The ID to go by: the configured one, the one noted at home, or else a new one.
Result<std::string> ChooseId(const std::optional<InstanceFile>& found, const FolderHome& home,
                             const std::string& configured) {
  if (!configured.empty()) return configured;
  if (found && found->home == home) return found->instance_id;
  Result<std::string> id = RandomId();
  if (found && id) {
    LogWarning("state.folder_copied", {{"from", found->home.path},
                                       {"to", home.path},
                                       {"old_instance", found->instance_id},
                                       {"new_instance", *id}});
  }
  return id;
}

// A folder that someone else made may be open to others.
void CloseToOthers(const fs::path& dir) {
  struct stat info {};
  if (stat(dir.c_str(), &info) == 0 && (info.st_mode & 077) == 0) return;
  if (chmod(dir.c_str(), 0700) == 0) return;
  LogWarning("state.folder_open_to_others", {{"folder", dir.string()}, {"reason", Reason(errno)}});
}

}  // namespace

fs::path ClaimsDirOf(const fs::path& dir) {
  return dir / kClaims;
}

Result<StateFolder> StateFolder::Open(const fs::path& dir, const StoreIdentity& identity,
                                      const std::string& instance_id) {
  if (Status ok = CheckNames(dir, identity, instance_id); !ok) return Fail(ok.error());
  if (Status ok = MakeFolder(dir); !ok) return Fail(ok.error());
  Result<Lock> lock = TakeLock(dir);
  if (!lock) return Fail(lock.error());
  const Result<std::optional<InstanceFile>> found = ReadInstance(dir);
  if (!found) return Fail(found.error());
  if (*found) {
    if (Status ok = CheckInstance(dir, **found, identity); !ok) return Fail(ok.error());
  }
  Result<FolderHome> home = FindHome(dir);
  if (!home) return Fail(home.error());
  Result<std::string> id = ChooseId(*found, *home, instance_id);
  if (!id) return Fail(id.error());

  const InstanceFile now{.identity = identity, .instance_id = *id, .home = *std::move(home)};
  if (*found != now) {
    Status written = WriteFileAtomically(dir / "instance", FormatInstanceFile(now));
    if (!written) return Fail(written.error());
  }
  CloseToOthers(dir);
  return StateFolder(dir, lock->Release(), *std::move(id));
}

Result<std::string> StateFolder::Inspect(const fs::path& dir, const StoreIdentity& identity,
                                         const std::string& instance_id) {
  if (Status ok = CheckNames(dir, identity, instance_id); !ok) return Fail(ok.error());
  if (Status ok = CheckWritable(dir); !ok) return Fail(ok.error());
  std::error_code error;
  if (!fs::exists(dir, error)) return instance_id;
  if (!fs::exists(dir / "LOCK", error)) {
    if (Status ok = CheckForeign(dir); !ok) return Fail(ok.error());
  }
  const Result<std::optional<InstanceFile>> found = ReadInstance(dir);
  if (!found) return Fail(found.error());
  if (!*found) return instance_id;
  if (Status ok = CheckInstance(dir, **found, identity); !ok) return Fail(ok.error());
  const Result<FolderHome> home = FindHome(dir);
  if (!home) return Fail(home.error());
  if (!instance_id.empty() || (*found)->home != *home) return instance_id;
  return (*found)->instance_id;
}

StateFolder::StateFolder(fs::path dir, int lock_fd, std::string instance_id)
    : dir_(std::move(dir)), lock_fd_(lock_fd), instance_id_(std::move(instance_id)) {}

StateFolder::StateFolder(StateFolder&& other) noexcept
    : dir_(std::move(other.dir_)),
      lock_fd_(std::exchange(other.lock_fd_, -1)),
      instance_id_(std::move(other.instance_id_)) {}

StateFolder& StateFolder::operator=(StateFolder&& other) noexcept {
  std::swap(dir_, other.dir_);
  std::swap(lock_fd_, other.lock_fd_);
  std::swap(instance_id_, other.instance_id_);
  return *this;
}

StateFolder::~StateFolder() {
  if (lock_fd_ >= 0) close(lock_fd_);
}

}  // namespace cablestream
