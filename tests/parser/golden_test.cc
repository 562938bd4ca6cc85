// Whole cables and their whole records: tests/golden/parser/NAME.txt and NAME.json.
//
//   UPDATE_GOLDEN=1 ctest -R ParserGoldenTest     writes the records anew; read the difference.
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "parser/parser.h"
#include "parser_fixture.h"

namespace cablestream {
namespace {

namespace fs = std::filesystem;

std::string ReadFile(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string ToJson(const cable::v1::Cable& cable) {
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  options.add_whitespace = true;
  std::string json;
  EXPECT_TRUE(google::protobuf::util::MessageToJsonString(cable, &json, options).ok());
  return json;
}

std::vector<fs::path> Cables() {
  std::vector<fs::path> cables;
  for (const auto& entry : fs::directory_iterator(GOLDEN_FOLDER)) {
    if (entry.path().extension() == ".txt") cables.push_back(entry.path());
  }
  std::sort(cables.begin(), cables.end());
  return cables;
}

TEST(ParserGoldenTest, EachCableGivesItsRecord) {
  const bool update = std::getenv("UPDATE_GOLDEN") != nullptr;
  const std::vector<fs::path> cables = Cables();
  EXPECT_GE(cables.size(), 8U);
  for (const fs::path& path : cables) {
    const std::string json = ToJson(testing::Record(ReadFile(path)));
    fs::path golden = path;
    golden.replace_extension(".json");
    if (update) std::ofstream(golden, std::ios::binary) << json;
    EXPECT_EQ(json, ReadFile(golden)) << path.filename();
  }
}

}  // namespace
}  // namespace cablestream
