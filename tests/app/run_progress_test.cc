#include "app/run_progress.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/log.h"

namespace cablestream {
namespace {

using std::chrono::seconds;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;

const Progress::Time kStart{};

class RunProgressTest : public ::testing::Test {
 protected:
  RunProgressTest() { StartLog(LogLevel::kInfo, LogFormat::kText); }

  std::string LogOf(RunProgress& progress, int second) {
    testing::internal::CaptureStderr();
    progress.Look(kStart + seconds(second));
    return testing::internal::GetCapturedStderr();
  }

  Stats stats;
};

TEST_F(RunProgressTest, TellsOfARestore) {
  RunProgress progress(stats, /*until_end=*/false, ProgressStyle::kLines);
  stats.restores = 1;
  stats.restore_records_left = 1000;
  EXPECT_THAT(LogOf(progress, 0), IsEmpty());
  stats.restore_records_read = 200;
  stats.restore_records_left = 800;
  EXPECT_THAT(LogOf(progress, 10),
              AllOf(HasSubstr("restore.progress messages=200"), HasSubstr("left=800"),
                    HasSubstr("per_second=20"), HasSubstr("seconds_left=40")));
  EXPECT_EQ(stats.restore_records_per_second, 20U);
  EXPECT_EQ(stats.restore_seconds_left, 40U);

  stats.restore_records_left = 0;
  EXPECT_THAT(LogOf(progress, 20), IsEmpty());
  EXPECT_EQ(stats.restore_records_per_second, 0U);
}

TEST_F(RunProgressTest, BeginsAnewWithTheNextRestore) {
  RunProgress progress(stats, /*until_end=*/false, ProgressStyle::kLines);
  stats.restores = 1;
  stats.restore_records_left = 1000;
  (void)LogOf(progress, 0);
  stats.restores = 2;
  stats.restore_records_left = 500;
  (void)LogOf(progress, 100);
  stats.restore_records_read = 100;
  stats.restore_records_left = 400;
  EXPECT_THAT(LogOf(progress, 110), HasSubstr("per_second=10 "));
}

TEST_F(RunProgressTest, TellsOfTheMessagesOfARunThatEnds) {
  RunProgress progress(stats, /*until_end=*/true, ProgressStyle::kLines);
  EXPECT_THAT(LogOf(progress, 0), IsEmpty());
  stats.raw_messages_left = 100;
  EXPECT_THAT(LogOf(progress, 1), IsEmpty());
  stats.raw_messages_left = 75;
  stats.counts.messages = 25;
  EXPECT_THAT(LogOf(progress, 11),
              AllOf(HasSubstr("run.progress messages=25 percent=25 left=75 ")));
}

TEST_F(RunProgressTest, TellsOfNoMessagesOfARunWithoutEnd) {
  RunProgress progress(stats, /*until_end=*/false, ProgressStyle::kLines);
  stats.raw_messages_left = 100;
  (void)LogOf(progress, 1);
  EXPECT_THAT(LogOf(progress, 11), IsEmpty());
}

}  // namespace
}  // namespace cablestream
