#include "app/input/message_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <vector>

#include "temp_folder.h"

namespace cablestream {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using testing::UnorderedElementsAre;

// What came of some paths: file and bytes of each message, and the paths that could not be read.
struct Reading {
  std::vector<std::pair<std::string, std::string>> messages;
  std::vector<std::string> unreadable;
};

Reading Read(const std::vector<std::string>& paths) {
  Reading reading;
  ReadMessages(
      paths,
      [&](const FileMessage& message) {
        reading.messages.emplace_back(message.file, message.bytes);
        return true;
      },
      [&](const std::string& path, const std::string&) { reading.unreadable.push_back(path); });
  return reading;
}

TEST(MessageFilesTest, NamesAFileAsGivenAndNumbersFromTheSecondMessageOn) {
  const TempFolder folder;
  const std::string file = folder.Write("wire.txt",
                                        "A\x1E"
                                        "B\x1E"
                                        "C");
  EXPECT_THAT(Read({file}).messages,
              ElementsAre(Pair(file, "A"), Pair(file + "#2", "B"), Pair(file + "#3", "C")));
}

TEST(MessageFilesTest, ReadsFoldersInOrderWithoutDotFiles) {
  const TempFolder folder;
  folder.Write("in/b.txt", "B");
  folder.Write("in/a/z.txt", "Z");
  folder.Write("in/a/.hidden", "hidden");
  folder.Write("in/.git/config", "hidden");
  folder.Write("in/c.txt", "C");
  EXPECT_THAT(Read({folder.Path("in")}).messages,
              ElementsAre(Pair(folder.Path("in/a/z.txt"), "Z"), Pair(folder.Path("in/b.txt"), "B"),
                          Pair(folder.Path("in/c.txt"), "C")));
}

TEST(MessageFilesTest, TakesASlashAtTheEndOfAFolder) {
  const TempFolder folder;
  folder.Write("in/a.txt", "A");
  EXPECT_THAT(Read({folder.Path("in/")}).messages, ElementsAre(Pair(folder.Path("in/a.txt"), "A")));
}

TEST(MessageFilesTest, ReadsADotFileThatIsNamed) {
  const TempFolder folder;
  const std::string file = folder.Write(".hidden", "A");
  EXPECT_THAT(Read({file}).messages, ElementsAre(Pair(file, "A")));
}

TEST(MessageFilesTest, KeepsTheOrderOfThePaths) {
  const TempFolder folder;
  const std::string a = folder.Write("a", "A");
  const std::string b = folder.Write("b", "B");
  EXPECT_THAT(Read({b, a, b}).messages, ElementsAre(Pair(b, "B"), Pair(a, "A"), Pair(b, "B")));
}

TEST(MessageFilesTest, GoesOnBehindAPathThatCannotBeRead) {
  const TempFolder folder;
  const std::string a = folder.Write("a", "A");
  const std::string missing = folder.Path("missing");
  const Reading reading = Read({missing, a});
  EXPECT_THAT(reading.messages, ElementsAre(Pair(a, "A")));
  EXPECT_THAT(reading.unreadable, ElementsAre(missing));
}

TEST(MessageFilesTest, TellsOfALinkThatLeadsNowhere) {
  const TempFolder folder;
  folder.Write("in/a", "A");
  std::filesystem::create_symlink("nowhere", folder.Path("in/b"));
  const Reading reading = Read({folder.Path("in")});
  EXPECT_THAT(reading.messages, ElementsAre(Pair(folder.Path("in/a"), "A")));
  EXPECT_THAT(reading.unreadable, ElementsAre(folder.Path("in/b")));
}

TEST(MessageFilesTest, FollowsALinkToAFileButNotAroundACircle) {
  const TempFolder folder;
  folder.Write("in/a", "A");
  std::filesystem::create_symlink("a", folder.Path("in/b"));
  std::filesystem::create_directory_symlink(".", folder.Path("in/circle"));
  EXPECT_THAT(Read({folder.Path("in")}).messages,
              ElementsAre(Pair(folder.Path("in/a"), "A"), Pair(folder.Path("in/b"), "A")));
}

TEST(MessageFilesTest, PassesOverAPipeInAFolder) {
  const TempFolder folder;
  folder.Write("in/a", "A");
  ASSERT_EQ(mkfifo(folder.Path("in/pipe").c_str(), 0600), 0);
  EXPECT_THAT(Read({folder.Path("in")}).messages, ElementsAre(Pair(folder.Path("in/a"), "A")));
}

TEST(MessageFilesTest, MakesOneMessageOfAnEmptyFileAndNoneOfAnEmptyFolder) {
  const TempFolder folder;
  const std::string file = folder.Write("in/a", "");
  EXPECT_THAT(Read({file}).messages, ElementsAre(Pair(file, "")));
  std::filesystem::create_directory(folder.Path("none"));
  const Reading reading = Read({folder.Path("none")});
  EXPECT_THAT(reading.messages, IsEmpty());
  EXPECT_THAT(reading.unreadable, IsEmpty());
}

TEST(MessageFilesTest, ReadsStandardInput) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  ASSERT_EQ(write(ends[1],
                  "A\x1E"
                  "B",
                  3),
            3);
  close(ends[1]);
  const int standard_input = dup(STDIN_FILENO);
  dup2(ends[0], STDIN_FILENO);
  EXPECT_THAT(Read({"-"}).messages, ElementsAre(Pair("-", "A"), Pair("-#2", "B")));
  dup2(standard_input, STDIN_FILENO);
  close(standard_input);
  close(ends[0]);
}

TEST(MessageFilesTest, ReadsAMessageLargerThanAnyBuffer) {
  const TempFolder folder;
  const std::string large(5'000'000, 'x');
  const std::string file = folder.Write("large", large +
                                                     "\x1E"
                                                     "B");
  const Reading reading = Read({file});
  ASSERT_EQ(reading.messages.size(), 2U);
  EXPECT_TRUE(reading.messages[0].second == large);
  EXPECT_EQ(reading.messages[1].second, "B");
}

TEST(MessageFilesTest, StopsWhenTheHandlerHasEnough) {
  const TempFolder folder;
  folder.Write("in/a",
               "A\x1E"
               "B");
  folder.Write("in/b", "C");
  int messages = 0;
  ReadMessages(
      {folder.Path("in"), folder.Path("in")}, [&](const FileMessage&) { return ++messages < 2; },
      [](const std::string&, const std::string&) {});
  EXPECT_EQ(messages, 2);
}

TEST(MessageFilesTest, CountsBytesBeforehandWhereItCan) {
  const TempFolder folder;
  folder.Write("in/a", "12345");
  folder.Write("in/b/c", "678");
  EXPECT_EQ(TotalBytes({folder.Path("in"), folder.Path("in/a")}), 13U);
  EXPECT_EQ(TotalBytes({folder.Path("in"), "-"}), 0U);
}

TEST(MessageFilesTest, KnowsWhetherThereIsAnythingAtAll) {
  const TempFolder folder;
  const std::string missing = folder.Path("missing");
  EXPECT_FALSE(AnyExists({missing}));
  EXPECT_TRUE(AnyExists({missing, folder.path()}));
  EXPECT_TRUE(AnyExists({"-"}));
}

}  // namespace
}  // namespace cablestream
