// What a folder holds, to see that something left it as it was.
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>

namespace cablestream {

// Name, relative to the folder, and bytes of each file; a folder in it has none.
[[nodiscard]] inline std::map<std::string, std::string> ContentOf(
    const std::filesystem::path& folder) {
  std::map<std::string, std::string> content;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    std::string& bytes = content[std::filesystem::relative(entry.path(), folder).string()];
    if (!entry.is_regular_file()) continue;
    std::ifstream file(entry.path(), std::ios::binary);
    bytes.assign(std::istreambuf_iterator<char>(file), {});
  }
  return content;
}

}  // namespace cablestream
