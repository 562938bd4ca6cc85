// Work and memory grow with the input and no faster, whatever it is: each pattern is repeated to
// one size and to four times it, and the counted work must not grow by much more than four.
#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "cable/v1/cable.pb.h"
#include "hostile_patterns.h"
#include "parser/parser.h"
#include "work_counter.h"

namespace cablestream {
namespace {

using testing::Work;
using testing::WorkDone;

constexpr std::string_view kHeading =
    "VZCZCXYZ0417\nOO RUEHWEB\nDE RUEHVT #0417/01 0631412\nZNR UUUUU ZZH\nO 041412Z MAR 09\n"
    "FM AMEMBASSY VALLETTA\nTO RUEHC/SECSTATE WASHDC IMMEDIATE 1904\n";
constexpr std::string_view kNumber = "UNCLAS VALLETTA 000417\n\n";

// Well beyond the bound of each field but the references, so that most of both messages is text.
constexpr size_t kBytes = 20'000;
constexpr size_t kTimes = 4;
// Four times the work is linear, sixteen times quadratic; a field's first line costs less than what
// follows its bound.
constexpr uint64_t kMostGrowth = 10;
// What is slow only up to a field's bound is still slow.
constexpr size_t kMostStepsAByte = 700;
constexpr size_t kMostMemoryAByte = 150;

std::string Repeat(std::string_view before, std::string_view piece, size_t bytes) {
  std::string message(before);
  message.reserve(bytes + piece.size() + before.size());
  while (message.size() < bytes) message.append(piece);
  return message;
}

Work WorkOf(const std::string& message) {
  cable::v1::Cable cable;
  const Work before = WorkDone();
  (void)Parse(message, cable);
  const Work after = WorkDone();
  return {after.steps - before.steps, after.allocated_bytes - before.allocated_bytes};
}

void ExpectLinear(std::string_view before, std::string_view piece) {
  const Work once = WorkOf(Repeat(before, piece, kBytes));
  const std::string message = Repeat(before, piece, kBytes * kTimes);
  const Work more = WorkOf(message);
  const std::string name =
      ::testing::PrintToString(before) + " + " + ::testing::PrintToString(piece);
  EXPECT_LT(more.steps, once.steps * kMostGrowth) << name;
  EXPECT_LT(more.steps, message.size() * kMostStepsAByte) << name;
  EXPECT_LT(more.allocated_bytes, message.size() * kMostMemoryAByte) << name;
}

class ParserLinearTest : public ::testing::TestWithParam<std::string_view> {};

TEST_P(ParserLinearTest, WorksAsMuchAsTheInputIsLong) {
  const std::string_view piece = GetParam();
  const std::string text = std::string(kHeading).append(kNumber);
  ExpectLinear("", piece);
  ExpectLinear(kHeading, piece);
  ExpectLinear(text, piece);
  for (std::string_view label : kFieldLabels) ExpectLinear(text + std::string(label), piece);
}

INSTANTIATE_TEST_SUITE_P(Hostile, ParserLinearTest, ::testing::ValuesIn(kHostilePatterns));

}  // namespace
}  // namespace cablestream
