#include "app/input/message_files.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "app/input/splitter.h"

namespace cablestream {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kStandardInput = "-";
constexpr size_t kChunk = size_t{1} << 20;

class FileDescriptor {
 public:
  explicit FileDescriptor(const std::string& path)
      : fd_(path == kStandardInput ? STDIN_FILENO : open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}
  ~FileDescriptor() {
    if (fd_ > STDIN_FILENO) close(fd_);
  }
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;

  [[nodiscard]] int get() const { return fd_; }

 private:
  const int fd_;
};

class MessageReader {
 public:
  MessageReader(const MessageHandler& on_message, const PathErrorHandler& on_error)
      : on_message_(on_message), on_error_(on_error), chunk_(kChunk, '\0') {}

  // False once the handler wants no more.
  bool ReadPath(const std::string& path) {
    std::error_code error;
    if (path != kStandardInput && fs::is_directory(path, error)) return ReadFolder(path);
    return ReadFile(path);
  }

 private:
  bool ReadFolder(const std::string& path) {
    std::error_code error;
    std::vector<fs::directory_entry> entries;
    for (fs::directory_iterator entry(path, error), end; !error && entry != end;
         entry.increment(error)) {
      if (!entry->path().filename().string().starts_with('.')) entries.push_back(*entry);
    }
    if (error) on_error_(path, error.message());
    std::sort(entries.begin(), entries.end());
    for (const fs::directory_entry& entry : entries) {
      if (!ReadEntry(entry)) return false;
    }
    return true;
  }

  bool ReadEntry(const fs::directory_entry& entry) {
    std::error_code error;
    const std::string path = entry.path().string();
    if (entry.is_directory(error)) return entry.is_symlink(error) || ReadFolder(path);
    // A link that leads nowhere is worth an error, a socket is not.
    if (entry.is_regular_file(error) || entry.is_symlink(error)) return ReadFile(path);
    return true;
  }

  bool ReadFile(const std::string& path) {
    const FileDescriptor file(path);
    if (file.get() < 0) {
      on_error_(path, std::strerror(errno));
      return true;
    }
    Splitter splitter(kMaxFileMessage);
    for (size_t messages = 0;;) {
      const ssize_t count = read(file.get(), chunk_.data(), chunk_.size());
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) {
        // What was cut short by the failure is no whole message.
        on_error_(path, std::strerror(errno));
        return true;
      }
      if (count == 0) splitter.Finish();
      splitter.Add(std::string_view(chunk_).substr(0, static_cast<size_t>(count)));
      while (const auto message = splitter.Next()) {
        if (!Hand(path, ++messages, *message)) return false;
      }
      if (count == 0) return true;
    }
  }

  bool Hand(const std::string& path, size_t number, const SplitMessage& message) {
    const std::string file = number == 1 ? path : path + "#" + std::to_string(number);
    return on_message_({file, message.bytes, message.oversized});
  }

  const MessageHandler& on_message_;
  const PathErrorHandler& on_error_;
  std::string chunk_;
};

}  // namespace

void ReadMessages(const std::vector<std::string>& paths, const MessageHandler& on_message,
                  const PathErrorHandler& on_error) {
  MessageReader reader(on_message, on_error);
  for (const std::string& path : paths) {
    if (!reader.ReadPath(path)) return;
  }
}

bool AnyExists(const std::vector<std::string>& paths) {
  return std::any_of(paths.begin(), paths.end(), [](const std::string& path) {
    std::error_code error;
    return path == kStandardInput || fs::exists(path, error) || error.value() == EACCES;
  });
}

}  // namespace cablestream
