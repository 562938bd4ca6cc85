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

// Gets each file to read; false stops the walk.
using FileHandler = std::function<bool(const std::string& path)>;

class Walk {
 public:
  Walk(FileHandler on_file, PathErrorHandler on_error)
      : on_file_(std::move(on_file)), on_error_(std::move(on_error)) {}

  void Over(const std::vector<std::string>& paths) const {
    for (const std::string& path : paths) {
      std::error_code error;
      const bool folder = path != kStandardInput && fs::is_directory(path, error);
      if (!(folder ? OverFolder(path) : on_file_(path))) return;
    }
  }

 private:
  bool OverFolder(const std::string& path) const {
    std::error_code error;
    std::vector<fs::directory_entry> entries;
    for (fs::directory_iterator entry(path, error), end; !error && entry != end;
         entry.increment(error)) {
      if (!entry->path().filename().string().starts_with('.')) entries.push_back(*entry);
    }
    if (error) on_error_(path, error.message());
    std::sort(entries.begin(), entries.end());
    return std::all_of(entries.begin(), entries.end(),
                       [this](const fs::directory_entry& entry) { return OverEntry(entry); });
  }

  bool OverEntry(const fs::directory_entry& entry) const {
    std::error_code error;
    const std::string path = entry.path().string();
    const bool linked = entry.is_symlink(error);
    if (entry.is_directory(error)) return linked || OverFolder(path);
    // A link that leads nowhere is worth an error, a socket is not.
    return entry.is_regular_file(error) || linked ? on_file_(path) : true;
  }

  const FileHandler on_file_;
  const PathErrorHandler on_error_;
};

class MessageReader {
 public:
  MessageReader(const MessageHandler& on_message, const PathErrorHandler& on_error,
                const std::atomic<bool>* stop)
      : on_message_(on_message), on_error_(on_error), stop_(stop), chunk_(kChunk, '\0') {}

  // False once the handler wants no more.
  bool ReadFile(const std::string& path) {
    const FileDescriptor file(path);
    if (file.get() < 0) {
      on_error_(path, std::strerror(errno));
      return true;
    }
    Splitter splitter(kMaxFileMessage);
    for (size_t messages = 0;;) {
      const ssize_t count = read(file.get(), chunk_.data(), chunk_.size());
      if (count < 0 && errno == EINTR) {
        if (stop_ != nullptr && *stop_) return false;
        continue;
      }
      if (count < 0) {
        // What the failure has cut short is no whole message.
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

 private:
  bool Hand(const std::string& path, size_t number, const SplitMessage& message) {
    const std::string file = number == 1 ? path : path + "#" + std::to_string(number);
    return on_message_({file, message.bytes, message.oversized});
  }

  const MessageHandler& on_message_;
  const PathErrorHandler& on_error_;
  const std::atomic<bool>* stop_;
  std::string chunk_;
};

}  // namespace

void ReadMessages(const std::vector<std::string>& paths, const MessageHandler& on_message,
                  const PathErrorHandler& on_error, const std::atomic<bool>* stop) {
  MessageReader reader(on_message, on_error, stop);
  Walk([&](const std::string& path) { return reader.ReadFile(path); }, on_error).Over(paths);
}

uint64_t TotalBytes(const std::vector<std::string>& paths) {
  uint64_t total = 0;
  bool known = true;
  const auto add = [&](const std::string& path) {
    std::error_code error;
    known = fs::is_regular_file(path, error);
    if (known) total += fs::file_size(path, error);
    return known;
  };
  Walk(add, [](const std::string&, const std::string&) {}).Over(paths);
  return known ? total : 0;
}

bool AnyExists(const std::vector<std::string>& paths) {
  return std::any_of(paths.begin(), paths.end(), [](const std::string& path) {
    std::error_code error;
    return path == kStandardInput || fs::exists(path, error) || error;
  });
}

}  // namespace cablestream
