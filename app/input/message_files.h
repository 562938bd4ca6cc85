// Messages out of files, folders and standard input.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace cablestream {

struct FileMessage {
  std::string_view file;   // the path as given, `#2` appended from the second message on
  std::string_view bytes;  // valid during the call; empty where it is oversized
  bool oversized = false;  // longer than kMaxFileMessage
};

// More than any Kafka topic takes by default, by two orders; what is held in memory at once.
inline constexpr size_t kMaxFileMessage = size_t{256} << 20;

// Gets each message; false stops the reading.
using MessageHandler = std::function<bool(const FileMessage&)>;
// Gets each path that can't be read, and the system's reason; reading goes on behind it.
using PathErrorHandler = std::function<void(const std::string& path, const std::string& reason)>;

// Reads `paths` in order: a file (of any kind that can be read), a folder (all regular files below
// it, by name, without dot files and without linked folders), or `-` for standard input.
//
// With `stop`, an interrupted wait for input ends the reading once it is set.
void ReadMessages(const std::vector<std::string>& paths, const MessageHandler& on_message,
                  const PathErrorHandler& on_error, const std::atomic<bool>* stop = nullptr);

// The bytes of all that ReadMessages would read; 0 where that can't be told beforehand.
[[nodiscard]] uint64_t TotalBytes(const std::vector<std::string>& paths);

// Whether there is anything at one of the paths at all.
[[nodiscard]] bool AnyExists(const std::vector<std::string>& paths);

}  // namespace cablestream
