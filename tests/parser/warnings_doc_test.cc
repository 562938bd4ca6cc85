// docs/warnings.md lists each code that the parser's source can emit, and no other.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>

#include "parser/warning_codes.h"

namespace cablestream {
namespace {

namespace fs = std::filesystem;

std::string ReadFile(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// Adds each text between `open` and `close`.
void Collect(const std::string& text, std::string_view open, char close,
             std::set<std::string>& found) {
  for (size_t at = text.find(open); at != text.npos; at = text.find(open, at + 1)) {
    const size_t begin = at + open.size();
    found.insert(text.substr(begin, text.find(close, begin) - begin));
  }
}

TEST(WarningsDocTest, ListsTheCodesOfTheSource) {
  std::set<std::string> emitted = {"incomplete-date", "impossible-date"};  // chosen between
  for (const auto& entry : fs::directory_iterator(fs::path(SOURCE_FOLDER) / "parser")) {
    if (entry.path().extension() != ".cc") continue;
    const std::string source = ReadFile(entry.path());
    Collect(source, "Warn(\"", '"', emitted);
    Collect(source, "set_code(\"", '"', emitted);
  }
  std::set<std::string> listed;
  Collect(ReadFile(fs::path(SOURCE_FOLDER) / "docs/warnings.md"), "\n| `", '`', listed);
  EXPECT_EQ(listed, emitted);
  EXPECT_EQ(std::set<std::string>(kWarningCodes.begin(), kWarningCodes.end()), emitted);
  EXPECT_TRUE(std::ranges::is_sorted(kWarningCodes));
}

}  // namespace
}  // namespace cablestream
