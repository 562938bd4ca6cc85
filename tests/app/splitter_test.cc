#include "app/input/splitter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace cablestream {
namespace {

using testing::ElementsAre;
using testing::ElementsAreArray;

constexpr size_t kAmple = 1000;

// The messages of a stream that comes in pieces of `piece` bytes; an oversized one as
// "<oversized>".
std::vector<std::string> Split(std::string_view stream, size_t piece, size_t max_message = kAmple) {
  Splitter splitter(max_message);
  std::vector<std::string> messages;
  const auto take = [&] {
    while (const auto message = splitter.Next()) {
      messages.emplace_back(message->oversized ? "<oversized>" : std::string(message->bytes));
    }
  };
  for (size_t i = 0; i < stream.size(); i += piece) {
    splitter.Add(stream.substr(i, piece));
    take();
  }
  splitter.Finish();
  take();
  return messages;
}

struct Case {
  std::string name;
  std::string stream;
  std::vector<std::string> messages;
};

class SplitterTest : public testing::TestWithParam<Case> {};

TEST_P(SplitterTest, SplitsWhereverTheStreamIsCut) {
  const Case& c = GetParam();
  for (size_t piece = 1; piece <= std::max<size_t>(c.stream.size(), 1); ++piece) {
    EXPECT_THAT(Split(c.stream, piece), ElementsAreArray(c.messages)) << "in pieces of " << piece;
  }
}

const std::vector<Case> kCases = {
    {"Nothing", "", {""}},
    {"BlankSpaceAlone", " \n", {" \n"}},
    {"One", "VZCZCXYZ0000\nUNCLAS OSLO 1\n", {"VZCZCXYZ0000\nUNCLAS OSLO 1\n"}},
    {"Separator",
     "A\x1E"
     "B",
     {"A", "B"}},
    {"SeparatorAtTheEnd", "A\x1E", {"A"}},
    {"BlankRest", "A\x1E\r\n", {"A"}},
    {"NothingBetweenSeparators",
     "A\x1E\x1E"
     "B",
     {"A", "", "B"}},
    {"BytesAroundASeparatorStay", "A\n\x1E\nB\n", {"A\n", "\nB\n"}},
    {"EndLineBeforeStart", "A\nNNNN\nVZCZCB", {"A\nNNNN\n", "VZCZCB"}},
    {"EndLineBeforeOtherStart", "A\nNNNN\nZCZC B", {"A\nNNNN\n", "ZCZC B"}},
    {"BlankSpaceBetweenBelongsToNone", "A\nNNNN\n\r\n \t\nVZCZCB", {"A\nNNNN\n", "VZCZCB"}},
    {"BlankSpaceInTheEndLine", "A\r\r\n NNNN \r\r\nVZCZCB", {"A\r\r\n NNNN \r\r\n", "VZCZCB"}},
    {"EndLineFirst", "NNNN\nVZCZCB", {"NNNN\n", "VZCZCB"}},
    {"EndLineBeforeText", "A\nNNNN\n\nB\n", {"A\nNNNN\n\nB\n"}},
    {"EndLineLast", "A\nNNNN\n", {"A\nNNNN\n"}},
    {"EndLineWithoutLineEnd", "A\nNNNN", {"A\nNNNN"}},
    {"EndLineBeforeHalfAStart", "A\nNNNN\nVZCZ", {"A\nNNNN\nVZCZ"}},
    {"TwoEndLines", "A\nNNNN\nNNNN\nVZCZCB", {"A\nNNNN\nNNNN\n", "VZCZCB"}},
    {"EndLineBeforeSeparator", "A\nNNNN\n\x1EVZCZCB", {"A\nNNNN\n", "VZCZCB"}},
    {"MoreThanTheFourLetters", "A\nNNNNN\nVZCZCB", {"A\nNNNNN\nVZCZCB"}},
    {"LettersInsideALine", "A NNNN\nVZCZCB", {"A NNNN\nVZCZCB"}},
    {"StartWithoutEndLine", "A\n\nVZCZCB", {"A\n\nVZCZCB"}},
    {"StartInsideALine", "A\nNNNN\nX VZCZCB", {"A\nNNNN\nX VZCZCB"}},
    {"Three",
     "VZCZC1\nNNNN\nVZCZC2\nNNNN\n\n\nVZCZC3\nNNNN\n",
     {"VZCZC1\nNNNN\n", "VZCZC2\nNNNN\n", "VZCZC3\nNNNN\n"}},
};

INSTANTIATE_TEST_SUITE_P(Streams, SplitterTest, testing::ValuesIn(kCases),
                         [](const auto& test) { return test.param.name; });

// Each of these ends with a line NNNN before the separator, as cables do.
TEST(SplitterTest, TakesEveryMessageOutOfOnePiece) {
  std::string stream;
  for (int i = 0; i < 50; ++i) stream += "VZCZC " + std::to_string(i) + "\nNNNN\n\x1E";
  EXPECT_EQ(Split(stream, stream.size(), 100).size(), 50U);

  Splitter splitter(100);
  splitter.Add(stream);
  int taken = 0;
  while (splitter.Next()) ++taken;
  EXPECT_EQ(taken, 50) << "nothing may wait for more bytes";
}

TEST(SplitterLimitTest, LetsGoOfWhatIsTooLargeAndGoesOn) {
  const std::string large(50, 'x');
  for (size_t piece = 1; piece < 60; ++piece) {
    EXPECT_THAT(Split("A\x1E" + large +
                          "\x1E"
                          "B",
                      piece, 10),
                ElementsAre("A", "<oversized>", "B"));
    EXPECT_THAT(Split(large + "\n\nNNNN\n\nVZCZCB", piece, 10),
                ElementsAre("<oversized>", "VZCZCB"));
    EXPECT_THAT(Split(large, piece, 10), ElementsAre("<oversized>"));
  }
}

TEST(SplitterLimitTest, TakesAMessageOfTheLimit) {
  EXPECT_THAT(Split(std::string(10, 'x') + "\x1E", 3, 10), ElementsAre(std::string(10, 'x')));
  EXPECT_THAT(Split(std::string(11, 'x') + "\x1E", 3, 10), ElementsAre("<oversized>"));
}

// The end of a line whose beginning was let go is not the line NNNN.
TEST(SplitterLimitTest, TakesNoTailOfALongLineForAnEndLine) {
  const std::string line(10'000, 'x');
  EXPECT_THAT(Split(line + "NNNN\nVZCZCB", 5'000, 10), ElementsAre("<oversized>"));
}

}  // namespace
}  // namespace cablestream
