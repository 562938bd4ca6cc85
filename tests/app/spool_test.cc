#include "app/feed/spool.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "temp_folder.h"
#include "unprivileged.h"

namespace cablestream {
namespace {

namespace fs = std::filesystem;
using testing::EndsWith;
using testing::IsEmpty;
using testing::MatchesRegex;
using testing::SizeIs;

std::string ReadAll(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

std::vector<std::string> Names(const std::string& folder) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) {
    names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

class SpoolTest : public testing::Test {
 protected:
  std::unique_ptr<Spool> Open() {
    auto spool = Spool::Open(folder_.path());
    EXPECT_TRUE(spool) << spool.error().message;
    return *std::move(spool);
  }

  static Spool::Claim Take(Spool& spool, const std::string& path) {
    const auto claim = spool.Take(path);
    EXPECT_TRUE(claim) << claim.error().message;
    return *claim;
  }

  const TempFolder folder_;
};

TEST_F(SpoolTest, MovesWhatIsFinishedToDone) {
  const auto spool = Open();
  folder_.Write("a.txt", "text");
  ASSERT_EQ(Take(*spool, "a.txt"), Spool::Claim::kMine);
  EXPECT_FALSE(fs::exists(folder_.Path("a.txt")));
  EXPECT_EQ(ReadAll(spool->PathOf("a.txt")), "text");
  ASSERT_TRUE(spool->Finish("a.txt"));
  EXPECT_EQ(ReadAll(folder_.Path("done/a.txt")), "text");
  EXPECT_THAT(Names(spool->taking()), IsEmpty());
}

TEST_F(SpoolTest, PutsTheReasonBesideWhatFailed) {
  const auto spool = Open();
  folder_.Write("a.txt", "text");
  ASSERT_EQ(Take(*spool, "a.txt"), Spool::Claim::kMine);
  ASSERT_TRUE(spool->GiveUp("a.txt", "It is too large"));
  EXPECT_EQ(ReadAll(folder_.Path("failed/a.txt")), "text");
  EXPECT_EQ(ReadAll(folder_.Path("failed/a.txt.reason")), "It is too large\n");
}

TEST_F(SpoolTest, OverwritesNothingOfTheSameName) {
  const auto spool = Open();
  for (const char* text : {"first", "second", "third"}) {
    folder_.Write("a.txt", text);
    ASSERT_EQ(Take(*spool, "a.txt"), Spool::Claim::kMine);
    ASSERT_TRUE(spool->Finish("a.txt"));
    folder_.Write("b.txt", text);
    ASSERT_EQ(Take(*spool, "b.txt"), Spool::Claim::kMine);
    ASSERT_TRUE(spool->GiveUp("b.txt", text));
  }
  EXPECT_EQ(ReadAll(folder_.Path("done/a.txt")), "first");
  const auto done = Names(folder_.Path("done"));
  ASSERT_THAT(done, SizeIs(3));
  EXPECT_THAT(done[1], MatchesRegex("a.txt.[0-9]{8}T[0-9]{6}.[0-9]{6}Z"));
  EXPECT_EQ(ReadAll(folder_.Path("done/" + done[1])), "second");
  const auto failed = Names(folder_.Path("failed"));
  ASSERT_THAT(failed, SizeIs(6));
  EXPECT_EQ(failed[2], failed[1] + ".reason");
  EXPECT_EQ(ReadAll(folder_.Path("failed/" + failed[1])), "second");
  EXPECT_EQ(ReadAll(folder_.Path("failed/" + failed[2])), "second\n");
}

TEST_F(SpoolTest, LeavesANameAloneThatItIsBusyWith) {
  const auto spool = Open();
  folder_.Write("a.txt", "first");
  ASSERT_EQ(Take(*spool, "a.txt"), Spool::Claim::kMine);
  folder_.Write("a.txt", "second");
  EXPECT_EQ(Take(*spool, "a.txt"), Spool::Claim::kNameUsed);
  EXPECT_EQ(ReadAll(spool->PathOf("a.txt")), "first");
  EXPECT_EQ(ReadAll(folder_.Path("a.txt")), "second");
}

TEST_F(SpoolTest, CutsNamesThatWouldBecomeTooLong) {
  const auto spool = Open();
  const std::string name(255, 'n');
  for (int i = 0; i < 2; ++i) {
    folder_.Write(name, "text");
    ASSERT_EQ(Take(*spool, name), Spool::Claim::kMine);
    ASSERT_TRUE(spool->Finish(name));
    folder_.Write(name, "text");
    ASSERT_EQ(Take(*spool, name), Spool::Claim::kMine);
    ASSERT_TRUE(spool->GiveUp(name, "reason"));
  }
  EXPECT_THAT(Names(folder_.Path("done")), SizeIs(2));
  EXPECT_THAT(Names(folder_.Path("failed")), SizeIs(4));
}

TEST_F(SpoolTest, GivesAFileToOneOfSeveralFeeds) {
  const auto one = Open();
  const auto other = Open();
  folder_.Write("a.txt", "text");
  EXPECT_EQ(Take(*other, "a.txt"), Spool::Claim::kMine);
  EXPECT_EQ(Take(*one, "a.txt"), Spool::Claim::kGone);
}

TEST_F(SpoolTest, RemovesADeadFeedsFolderWithItsLastFile) {
  const auto spool = Open();
  folder_.Write(".taking-dead/a.txt", "text");
  folder_.Write(".taking-dead/b.txt", "text");
  EXPECT_EQ(Take(*spool, ".taking-dead/a.txt"), Spool::Claim::kMine);
  EXPECT_TRUE(fs::exists(folder_.Path(".taking-dead")));
  EXPECT_EQ(Take(*spool, ".taking-dead/b.txt"), Spool::Claim::kMine);
  EXPECT_FALSE(fs::exists(folder_.Path(".taking-dead")));
  EXPECT_EQ(ReadAll(spool->PathOf("b.txt")), "text");
}

TEST_F(SpoolTest, LeavesNothingBehindButWhatItHasTaken) {
  auto idle = Open();
  auto busy = Open();
  folder_.Write("a.txt", "text");
  ASSERT_EQ(Take(*busy, "a.txt"), Spool::Claim::kMine);
  const std::string taken = busy->PathOf("a.txt");
  idle.reset();
  busy.reset();
  EXPECT_THAT(Names(folder_.path()), SizeIs(3));
  EXPECT_EQ(ReadAll(taken), "text");
}

TEST_F(SpoolTest, SaysWhatIsInTheWay) {
  const auto missing = Spool::Open(folder_.Path("nowhere"));
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ErrorCode::kInvalidArgument);

  const auto spool = Open();
  folder_.Write("a.txt", "text");
  ASSERT_EQ(Take(*spool, "a.txt"), Spool::Claim::kMine);
  fs::remove_all(folder_.Path("done"));
  const Status finished = spool->Finish("a.txt");
  ASSERT_FALSE(finished);
  EXPECT_EQ(finished.error().code, ErrorCode::kIo);
  EXPECT_THAT(finished.error().message, EndsWith("No such file or directory"));
  EXPECT_EQ(ReadAll(spool->PathOf("a.txt")), "text");
}

TEST_F(SpoolTest, RefusesToBeginWhereNothingCanBeMovedToDoneOrFailed) {
  for (const char* name : {"done", "failed"}) {
    const TempFolder elsewhere;
    const auto refused = [&] {
      const auto spool = Spool::Open(folder_.path());
      return !spool && spool.error().code == ErrorCode::kInvalidArgument &&
             spool.error().message.starts_with(folder_.Path(name) + " is no folder");
    };
    fs::remove_all(folder_.Path(name));
    folder_.Write(name, "text");
    EXPECT_TRUE(refused());
    fs::remove(folder_.Path(name));
    fs::create_directory_symlink(elsewhere.path(), folder_.Path(name));
    EXPECT_TRUE(refused());
    fs::remove(folder_.Path(name));
  }
  (void)Open();
}

TEST_F(SpoolTest, RefusesToBeginWhereItMayNotWriteToDone) {
  (void)Open();
  const Unprivileged user(folder_.path());
  fs::permissions(folder_.Path("done"), fs::perms::owner_read | fs::perms::owner_exec);
  const auto spool = Spool::Open(folder_.path());
  ASSERT_FALSE(spool);
  EXPECT_EQ(spool.error().code, ErrorCode::kInvalidArgument);
  EXPECT_THAT(spool.error().message, EndsWith("done (Permission denied): grant it"));
}

}  // namespace
}  // namespace cablestream
