#include "common/log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <limits>
#include <string>

namespace cablestream {
namespace {

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

// What one call writes to standard error.
template <typename Write>
std::string Written(LogLevel level, LogFormat format, const Write& write) {
  StartLog(level, format);
  testing::internal::CaptureStderr();
  write();
  return testing::internal::GetCapturedStderr();
}

TEST(LogTest, WritesOneJsonObjectALine) {
  const std::string line = Written(LogLevel::kInfo, LogFormat::kJson, [] {
    LogInfo("transaction.committed", {{"records", 12}, {"share", 0.5}, {"topic", "cables.raw"}});
  });
  EXPECT_THAT(line, StartsWith(R"({"time":"2)"));
  EXPECT_THAT(line,
              EndsWith("\"level\":\"info\",\"event\":\"transaction.committed\",\"records\":12,"
                       "\"share\":0.500000,\"topic\":\"cables.raw\"}\n"));
}

TEST(LogTest, KeepsJsonValidForAnyBytes) {
  const std::string line = Written(LogLevel::kInfo, LogFormat::kJson, [] {
    LogInfo("odd", {{"text", "a\"\n\xFF"}, {"number", std::numeric_limits<double>::infinity()}});
  });
  EXPECT_THAT(line, HasSubstr("\"text\":\"a\\\"\\n\xEF\xBF\xBD\",\"number\":null}\n"));
}

TEST(LogTest, WritesNumbersOfEveryWidth) {
  const std::string line = Written(LogLevel::kInfo, LogFormat::kJson, [] {
    LogInfo("wide", {{"least", std::numeric_limits<int64_t>::min()}, {"yes", true}});
  });
  EXPECT_THAT(line, HasSubstr("\"least\":-9223372036854775808,\"yes\":1}"));
}

TEST(LogTest, QuotesInTextOnlyWhatIsNoPlainWord) {
  const std::string line = Written(LogLevel::kInfo, LogFormat::kText, [] {
    LogWarning("path.odd", {{"plain", "cables.raw"}, {"spaced", "a b"}, {"empty", ""}});
  });
  EXPECT_THAT(line, AllOf(HasSubstr(" warning "),
                          EndsWith("path.odd plain=cables.raw spaced=\"a b\" empty=\"\"\n")));
}

TEST(LogTest, LetsNoValueForgeALine) {
  const std::string line = Written(LogLevel::kInfo, LogFormat::kText, [] {
    LogInfo("path.odd", {{"path", "x\n2008-06-13T11:56:00.000Z error forged"}});
  });
  EXPECT_EQ(std::count(line.begin(), line.end(), '\n'), 1);
}

TEST(LogTest, DropsWhatIsBelowTheLevel) {
  const std::string lines = Written(LogLevel::kWarning, LogFormat::kText, [] {
    LogDebug("a");
    LogInfo("b");
  });
  EXPECT_THAT(lines, IsEmpty());
}

// An abandoned call's thread outlives main, and what main's end destroys.
TEST(LogDeathTest, WritesWhileTheProcessEnds) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");  // a process in which nothing was logged before
  EXPECT_EXIT(
      {
        std::atexit([] { LogWarning("late"); });
        LogInfo("early");
        std::exit(0);
      },
      testing::ExitedWithCode(0), "late");
}

}  // namespace
}  // namespace cablestream
