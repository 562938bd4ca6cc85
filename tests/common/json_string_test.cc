#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "common/log.h"

namespace cablestream {
namespace {

using std::string_literals::operator""s;

struct Case {
  std::string name;
  std::string text;
  std::string json;
};

class JsonStringTest : public testing::TestWithParam<Case> {};

TEST_P(JsonStringTest, Quotes) {
  EXPECT_EQ(JsonString(GetParam().text), GetParam().json);
}

const std::vector<Case> kCases = {
    {"Empty", "", R"("")"},
    {"Plain", "ASTANA 1111", R"("ASTANA 1111")"},
    {"QuoteAndBackslash", R"(a"b\c)", R"("a\"b\\c")"},
    {"LineEndsAndTabs", "a\r\n\tb", R"("a\r\n\tb")"},
    {"Nul", "a\0b"s, R"("a\u0000b")"},
    {"Escape", "\x1B[2J", R"("\u001b[2J")"},
    {"Delete", "\x7F", R"("\u007f")"},
    {"ControlOfTwoBytes",
     "\xC2\x9B"
     "2J",
     R"("\u009b2J")"},
    {"TwoBytes", "\xC3\xA9", "\"\xC3\xA9\""},
    {"ThreeBytes", "\xE2\x82\xAC", "\"\xE2\x82\xAC\""},
    {"FourBytes", "\xF0\x9F\x93\xA8", "\"\xF0\x9F\x93\xA8\""},
    {"StrayContinuation", "a\x80z", "\"a\xEF\xBF\xBDz\""},
    {"Latin1", "caf\xE9", "\"caf\xEF\xBF\xBD\""},
    {"CutOff", "\xE2\x82", "\"\xEF\xBF\xBD\xEF\xBF\xBD\""},
    {"Overlong", "\xC0\xAF", "\"\xEF\xBF\xBD\xEF\xBF\xBD\""},
    {"OverlongOfThree", "\xE0\x80\xAF", "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\""},
    {"Surrogate", "\xED\xA0\x80", "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\""},
    {"BeyondUnicode", "\xF4\x90\x80\x80", "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\""},
};

INSTANTIATE_TEST_SUITE_P(Texts, JsonStringTest, testing::ValuesIn(kCases),
                         [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace cablestream
