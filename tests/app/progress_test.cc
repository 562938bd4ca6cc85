#include "app/progress.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "common/log.h"

namespace cablestream {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;

const Progress::Time kStart{};

TEST(ProgressBarTest, ShowsShareRateAndTimeLeft) {
  EXPECT_EQ(ProgressBar({.messages = 100, .done = 50, .total = 200}, seconds(10)),
            "[=======>                      ]  25%  100 messages, 10/s, 0:30 left");
  EXPECT_EQ(ProgressBar({.messages = 400, .done = 200, .total = 200}, seconds(10)),
            "[==============================] 100%  400 messages, 40/s, 0:00 left");
}

TEST(ProgressBarTest, ShowsNoShareWhereTheEndIsNotKnown) {
  EXPECT_EQ(ProgressBar({.messages = 100}, seconds(10)), "100 messages, 10/s");
}

TEST(ProgressBarTest, StaysWholeBeforeAnythingIsDoneAndBeyondTheEnd) {
  EXPECT_EQ(ProgressBar({.total = 200}, milliseconds(0)),
            "[>                             ]   0%  0 messages, 0/s");
  EXPECT_THAT(ProgressBar({.messages = 1, .done = 300, .total = 200}, seconds(1)),
              HasSubstr(" 100%  "));
}

TEST(ProgressTest, LogsALineEveryFewSeconds) {
  StartLog(LogLevel::kInfo, LogFormat::kText);
  Progress progress("feed.progress", ProgressStyle::kLines, kStart);
  testing::internal::CaptureStderr();
  for (int second = 0; second < 12; ++second) {
    progress.Show({.messages = 10, .done = 1, .total = 4}, kStart + seconds(second));
  }
  progress.End();
  const std::string lines = testing::internal::GetCapturedStderr();
  EXPECT_EQ(std::count(lines.begin(), lines.end(), '\n'), 2);
  EXPECT_THAT(lines, AllOf(HasSubstr("feed.progress messages=10 percent=25 left=3 per_second=2 "),
                           HasSubstr("seconds_left=15\n")));
}

TEST(ProgressTest, DrawsTheBarOverItself) {
  Progress progress("feed.progress", ProgressStyle::kBar, kStart);
  testing::internal::CaptureStderr();
  for (int i = 0; i <= 200; ++i) {
    progress.Show({.messages = 1, .done = 1, .total = 2}, kStart + milliseconds(i));
  }
  progress.End();
  const std::string drawn = testing::internal::GetCapturedStderr();
  EXPECT_EQ(std::count(drawn.begin(), drawn.end(), '\r'), 3);
  EXPECT_EQ(std::count(drawn.begin(), drawn.end(), '\n'), 1);
}

TEST(ProgressTest, SaysNothingWhereItIsToBeQuiet) {
  Progress progress("feed.progress", ProgressStyle::kNone, kStart);
  testing::internal::CaptureStderr();
  progress.Show({.messages = 1}, kStart + seconds(100));
  progress.End();
  EXPECT_THAT(testing::internal::GetCapturedStderr(), IsEmpty());
}

}  // namespace
}  // namespace cablestream
