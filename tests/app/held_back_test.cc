#include "app/feed/held_back.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "app/feed/spool.h"
#include "temp_folder.h"

namespace cablestream {
namespace {

namespace fs = std::filesystem;

TEST(HeldBackTest, FindsAWriterAcrossTheRenameOfATakenFile) {
  const TempFolder folder;
  const auto spool = *Spool::Open(folder.path());
  folder.Write("a", "one half");
  std::ofstream again(folder.Path("a"), std::ios::app);
  ASSERT_TRUE(spool->Take("a"));
  EXPECT_EQ(IsWritten(spool->PathOf("a")), true);
  again.close();
  EXPECT_EQ(IsWritten(spool->PathOf("a")), false);
}

TEST(HeldBackTest, ReleasesEachFileOnceItIsClosed) {
  const TempFolder folder;
  HeldBack held(std::chrono::milliseconds(0));
  std::ofstream a(folder.Path("a"));
  std::ofstream b(folder.Path("b"));
  held.Add(folder.Path("a"));
  held.Add(folder.Path("b"));
  EXPECT_EQ(held.Next(), std::nullopt);
  b.close();
  EXPECT_EQ(held.Next(), folder.Path("b"));
  EXPECT_EQ(held.Next(), std::nullopt);
  a.close();
  EXPECT_EQ(held.Next(), folder.Path("a"));
  EXPECT_EQ(held.Next(), std::nullopt);
  EXPECT_EQ(held.size(), 0U);
}

TEST(HeldBackTest, DoesNotLookAgainBeforeItsTime) {
  const TempFolder folder;
  HeldBack held(std::chrono::hours(1));
  std::ofstream a(folder.Path("a"));
  held.Add(folder.Path("a"));
  EXPECT_EQ(held.Next(), std::nullopt);
  a.close();
  EXPECT_EQ(held.Next(), std::nullopt);
}

TEST(HeldBackTest, HoldsNothingThatIsGoneOrNoRegularFile) {
  const TempFolder folder;
  const std::string pipe = folder.Path("pipe");
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_EQ(IsWritten(pipe), std::nullopt);
  EXPECT_EQ(IsWritten(folder.Path("gone")), std::nullopt);
}

}  // namespace
}  // namespace cablestream
