#include "common/log_limiter.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace cablestream {
namespace {

int Written(LogLimiter& limiter, std::string_view kind, LogLimiter::Time now, int lines) {
  int written = 0;
  for (int i = 0; i < lines; ++i) written += limiter.Admit(kind, now).write ? 1 : 0;
  return written;
}

TEST(LogLimiterTest, WritesTheFirstLinesOfEachKind) {
  LogLimiter limiter;
  const LogLimiter::Time now;
  EXPECT_EQ(Written(limiter, "a", now, 100), LogLimiter::kMostLines);
  EXPECT_EQ(Written(limiter, "b", now, 5), 5);
}

TEST(LogLimiterTest, SaysHowManyWereLeftOutOnceItWritesAgain) {
  LogLimiter limiter;
  LogLimiter::Time now;
  EXPECT_EQ(Written(limiter, "a", now, 100), LogLimiter::kMostLines);
  now += LogLimiter::kWindow;
  const LogLimiter::Verdict first = limiter.Admit("a", now);
  EXPECT_TRUE(first.write);
  EXPECT_EQ(first.left_out, 100 - LogLimiter::kMostLines);
  const LogLimiter::Verdict second = limiter.Admit("a", now);
  EXPECT_TRUE(second.write);
  EXPECT_EQ(second.left_out, 0);
}

TEST(LogLimiterTest, LeavesASteadyTrickleAlone) {
  LogLimiter limiter;
  LogLimiter::Time now;
  for (int i = 0; i < 1000; ++i) {
    now += std::chrono::seconds(1);
    EXPECT_TRUE(limiter.Admit("a", now).write);
  }
}

TEST(LogLimiterTest, CountsWhatItLeavesOutByEventAndKind) {
  StartLog(LogLevel::kInfo, LogFormat::kJson);
  testing::internal::CaptureStderr();
  for (int i = 0; i < 100; ++i) LogLimited(LogLevel::kWarning, "kafka.client", {{"n", i}}, "FAIL");
  LogLimited(LogLevel::kWarning, "kafka.client", {{"n", -1}}, "OTHER");
  const std::string lines = testing::internal::GetCapturedStderr();
  EXPECT_EQ(std::ranges::count(lines, '\n'), LogLimiter::kMostLines + 1);
  EXPECT_NE(lines.find("\"event\":\"kafka.client\",\"n\":-1}"), std::string::npos);
}

}  // namespace
}  // namespace cablestream
