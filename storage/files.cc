#include "storage/files.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

namespace cablestream {
namespace {

namespace fs = std::filesystem;

tl::unexpected<Error> Failed(const char* what, const fs::path& file, int error) {
  return Fail(ErrorCode::kIo, "The file " + file.string() + " can't be " + what + " (" +
                                  std::generic_category().message(error) +
                                  "): check the disk and its permissions.");
}

class Descriptor {
 public:
  Descriptor(const fs::path& file, int flags, mode_t mode = 0)
      : fd_(open(file.c_str(), flags | O_CLOEXEC, mode)) {}
  ~Descriptor() {
    if (fd_ >= 0) close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  [[nodiscard]] bool ok() const { return fd_ >= 0; }
  [[nodiscard]] int get() const { return fd_; }

 private:
  int fd_;
};

bool WriteAll(int fd, std::string_view content) {
  while (!content.empty()) {
    const ssize_t written = write(fd, content.data(), content.size());
    if (written < 0 && errno != EINTR) return false;
    if (written > 0) content.remove_prefix(static_cast<size_t>(written));
  }
  return true;
}

bool WriteAndSync(const fs::path& file, std::string_view content) {
  const Descriptor out(file, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  return out.ok() && WriteAll(out.get(), content) && fsync(out.get()) == 0;
}

bool SyncFolder(const fs::path& folder) {
  const Descriptor fd(folder, O_RDONLY | O_DIRECTORY);
  return fd.ok() && fsync(fd.get()) == 0;
}

}  // namespace

Status WriteFileAtomically(const fs::path& file, std::string_view content) {
  const fs::path made = file.string() + ".tmp";
  if (WriteAndSync(made, content) && rename(made.c_str(), file.c_str()) == 0 &&
      SyncFolder(file.parent_path())) {
    return {};
  }
  const int error = errno;
  unlink(made.c_str());
  return Failed("written", file, error);
}

Result<std::optional<std::string>> ReadWholeFile(const fs::path& file) {
  const Descriptor in(file, O_RDONLY);
  if (!in.ok() && errno == ENOENT) return std::nullopt;
  if (!in.ok()) return Failed("opened", file, errno);
  std::string content;
  std::array<char, 4096> buffer;
  while (true) {
    const ssize_t got = read(in.get(), buffer.data(), buffer.size());
    if (got == 0) return content;
    if (got > 0) content.append(buffer.data(), static_cast<size_t>(got));
    if (got < 0 && errno != EINTR) return Failed("read", file, errno);
  }
}

}  // namespace cablestream
