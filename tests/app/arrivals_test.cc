#include "app/feed/arrivals.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "app/feed/spool.h"
#include "temp_folder.h"
#include "unprivileged.h"

namespace cablestream {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

class ArrivalsTest : public testing::Test {
 protected:
  void Watch() {
    spool_ = *Spool::Open(folder_.path());
    auto arrivals = Arrivals::Watch(folder_.path(), spool_->taking());
    ASSERT_TRUE(arrivals) << arrivals.error().message;
    arrivals_ = *std::move(arrivals);
  }

  // All that is known.
  std::vector<std::string> Told() {
    std::vector<std::string> told;
    for (;;) {
      const auto next = arrivals_->Next();
      EXPECT_TRUE(next) << next.error().message;
      if (!next || !*next) return told;
      told.push_back(**next);
    }
  }

  // The clock of a file system moves in steps. 0: no such file.
  [[nodiscard]] int64_t Changed(const char* name) const {
    struct stat file = {};
    (void)stat(folder_.Path(name).c_str(), &file);
    return file.st_ctim.tv_sec * 1'000'000'000 + file.st_ctim.tv_nsec;
  }

  const TempFolder folder_;
  std::unique_ptr<Spool> spool_;
  std::unique_ptr<Arrivals> arrivals_;
};

TEST_F(ArrivalsTest, TellsOfFilesThatWereThereByTheTimeTheyCame) {
  folder_.Write("z", "text");
  while (Changed("a") <= Changed("z")) folder_.Write("a", "text");
  while (Changed("b") <= Changed("a")) folder_.Write("b", "text");
  Watch();
  EXPECT_THAT(Told(), ElementsAre("z", "a", "b"));
}

TEST_F(ArrivalsTest, TellsOfAFileOnceItIsClosed) {
  Watch();
  ASSERT_THAT(Told(), IsEmpty());
  std::ofstream slow(folder_.Path("slow"));
  slow << "one half" << std::flush;
  folder_.Write("quick", "text");
  EXPECT_THAT(Told(), ElementsAre("quick"));
  slow << "the other";
  slow.close();
  EXPECT_THAT(Told(), ElementsAre("slow"));
}

TEST_F(ArrivalsTest, LeavesAFileAloneThatIsWrittenAsItBegins) {
  std::ofstream slow(folder_.Path("slow"));
  slow << "one half" << std::flush;
  Watch();
  EXPECT_THAT(Told(), IsEmpty());
  slow.close();
  EXPECT_THAT(Told(), ElementsAre("slow"));
}

TEST_F(ArrivalsTest, TellsOfAFileThatIsRenamedIntoTheFolder) {
  Watch();
  ASSERT_THAT(Told(), IsEmpty());
  for (const char* name : {".hidden", "a.tmp", "b.part", "sub/c"}) folder_.Write(name, "text");
  EXPECT_THAT(Told(), IsEmpty());
  fs::rename(folder_.Path("b.part"), folder_.Path("b"));
  fs::rename(folder_.Path("a.tmp"), folder_.Path("a"));
  fs::rename(folder_.Path("sub/c"), folder_.Path("c"));
  EXPECT_THAT(Told(), ElementsAre("b", "a", "c"));
}

TEST_F(ArrivalsTest, SkipsWhatHasAnUnwantedNameOrIsAFolderAtTheStart) {
  for (const char* name : {".hidden", "a.tmp", "b.part", "sub/c", "d"}) folder_.Write(name, "text");
  Watch();
  EXPECT_THAT(Told(), ElementsAre("d"));
}

TEST_F(ArrivalsTest, TakesOverWhatADeadFeedHadTaken) {
  folder_.Write(".taking-dead/a", "text");
  folder_.Write(".taking-dead/b.tmp", "text");
  fs::create_directory(folder_.Path(".taking-empty"));
  const auto alive = *Spool::Open(folder_.path());
  folder_.Write("c", "text");
  ASSERT_TRUE(alive->Take("c"));
  Watch();
  EXPECT_THAT(Told(), UnorderedElementsAre(".taking-dead/a", ".taking-dead/b.tmp"));
  EXPECT_FALSE(fs::exists(folder_.Path(".taking-empty")));
  EXPECT_TRUE(fs::exists(alive->PathOf("c")));
}

TEST_F(ArrivalsTest, LeavesAnotherUsersTakingFolderAlone) {
  if (geteuid() != 0) GTEST_SKIP() << "only root can give a folder away";
  folder_.Write(".taking-other/a", "text");
  ASSERT_EQ(chown(folder_.Path(".taking-other").c_str(), 65534, 65534), 0);
  testing::internal::CaptureStderr();
  Watch();
  EXPECT_THAT(Told(), IsEmpty());
  EXPECT_THAT(testing::internal::GetCapturedStderr(), HasSubstr("feed.left_behind"));
}

TEST_F(ArrivalsTest, SaysThatItMayNotLookIntoATakingFolder) {
  folder_.Write(".taking-other/a", "text");
  const Unprivileged user(folder_.path());
  fs::permissions(folder_.Path(".taking-other"), fs::perms::none);
  testing::internal::CaptureStderr();
  Watch();
  EXPECT_THAT(Told(), IsEmpty());
  EXPECT_THAT(testing::internal::GetCapturedStderr(), HasSubstr("feed.left_behind"));
  fs::permissions(folder_.Path(".taking-other"), fs::perms::owner_all);
}

TEST_F(ArrivalsTest, FollowsNoLinkThatIsNamedLikeATakingFolder) {
  const TempFolder elsewhere;
  elsewhere.Write("a", "text");
  fs::create_directory_symlink(elsewhere.path(), folder_.Path(".taking-link"));
  Watch();
  EXPECT_THAT(Told(), IsEmpty());
}

TEST_F(ArrivalsTest, LooksThroughTheFolderWhereTheKernelsQueueRanOver) {
  Watch();
  ASSERT_THAT(Told(), IsEmpty());
  size_t queue = 0;
  ASSERT_TRUE(std::ifstream("/proc/sys/fs/inotify/max_queued_events") >> queue);
  folder_.Write(".a", "text");
  folder_.Write(".b", "text");
  for (size_t i = 0; i <= queue / 2; ++i) {
    for (const char* name : {".a", ".b"}) {
      fs::rename(folder_.Path(name), folder_.Path(".away"));
      fs::rename(folder_.Path(".away"), folder_.Path(name));
    }
  }
  folder_.Write("unseen", "text");
  EXPECT_THAT(Told(), ElementsAre("unseen"));
}

TEST_F(ArrivalsTest, TellsAgainOfAFileThatCouldNotBeTaken) {
  Watch();
  ASSERT_THAT(Told(), IsEmpty());
  folder_.Write("a", "text");
  ASSERT_THAT(Told(), ElementsAre("a"));
  arrivals_->TellAgain();
  std::vector<std::string> told;
  while ((told = Told()).empty()) ASSERT_TRUE(arrivals_->Wait(std::chrono::seconds(5)));
  EXPECT_THAT(told, ElementsAre("a"));
}

TEST_F(ArrivalsTest, SaysThatTheFolderIsGone) {
  for (const bool removed : {true, false}) {
    Watch();
    ASSERT_THAT(Told(), IsEmpty());
    const TempFolder elsewhere;
    if (removed) {
      fs::remove_all(folder_.path());
    } else {
      fs::rename(folder_.path(), elsewhere.Path("moved"));
    }
    const auto next = arrivals_->Next();
    ASSERT_FALSE(next);
    EXPECT_EQ(next.error().code, ErrorCode::kIo);
    EXPECT_THAT(next.error().message, EndsWith("was removed or moved while it was followed"));
    fs::create_directory(folder_.path());
  }
}

}  // namespace
}  // namespace cablestream
