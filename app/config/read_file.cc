#include "app/config/read_file.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

namespace cablestream {

Result<std::string> ReadWholeFile(const std::string& path) {
  constexpr size_t kLargest = 1 << 20;
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) {
    return Fail(ErrorCode::kInvalidArgument, "it is a folder, not a file");
  }
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  std::string text(kLargest + 1, '\0');
  if (file) file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!file.eof() && !file.good()) {
    return Fail(ErrorCode::kInvalidArgument, std::strerror(errno));
  }
  text.resize(static_cast<size_t>(file.gcount()));
  if (text.size() > kLargest) return Fail(ErrorCode::kInvalidArgument, "it is larger than 1 MiB");
  return text;
}

}  // namespace cablestream
