#include "storage/instance_file.h"

#include <gmock/gmock.h>

namespace cablestream {
namespace {

constexpr std::string_view kText =
    "format 1\n"
    "group embassy cables\n"
    "shards 8\n"
    "scope partition\n"
    "instance 5f0c1d6a9be04712\n"
    "machine \n"
    "path /var/lib/a b\n"
    "inode 1835020\n";

InstanceFile File() {
  return {.identity = {.group = "embassy cables", .shards = 8, .scope = DedupScope::kPartition},
          .instance_id = "5f0c1d6a9be04712",
          .home = {.machine = "", .path = "/var/lib/a b", .inode = 1835020}};
}

TEST(InstanceFileTest, HasThisText) {
  EXPECT_EQ(FormatInstanceFile(File()), kText);
}

TEST(InstanceFileTest, IsReadBack) {
  const Result<InstanceFile> file = ParseInstanceFile(kText);
  ASSERT_TRUE(file) << file.error().message;
  EXPECT_EQ(*file, File());
}

TEST(InstanceFileTest, IsRefusedCutShortAtAnyByte) {
  for (size_t length = 0; length < kText.size(); ++length) {
    const Result<InstanceFile> file = ParseInstanceFile(kText.substr(0, length));
    ASSERT_FALSE(file) << length;
    EXPECT_EQ(file.error().code, ErrorCode::kCorruption);
  }
}

TEST(InstanceFileTest, IsRefusedWithALineWrong) {
  struct Case {
    std::string line;
    std::string instead;
  };
  for (const auto& [line, instead] : {Case{"format 1\n", "format one\n"},
                                      {"format 1\n", ""},
                                      {"shards 8\n", "shards 8 \n"},
                                      {"shards 8\n", "shards 99999999999\n"},
                                      {"scope partition\n", "scope topic\n"},
                                      {"instance 5f0c1d6a9be04712\n", "instance \n"},
                                      {"machine \n", "machine\n"},
                                      {"inode 1835020\n", "inode 1835020\nmore 1\n"},
                                      {"inode 1835020\n", "inode -1\n"}}) {
    std::string text(kText);
    text.replace(text.find(line), line.size(), instead);
    EXPECT_FALSE(ParseInstanceFile(text)) << text;
  }
}

TEST(InstanceFileTest, TellsAnotherFormatWhateverFollows) {
  const Result<InstanceFile> file = ParseInstanceFile("format 2\nsomething new\n");
  ASSERT_TRUE(file) << file.error().message;
  EXPECT_EQ(file->format, 2U);
}

}  // namespace
}  // namespace cablestream
