#include "storage/position.h"

#include <gmock/gmock.h>

#include <limits>

namespace cablestream {
namespace {

TEST(PositionTest, ComesBackAsItWas) {
  constexpr int64_t kMax = std::numeric_limits<int64_t>::max();
  for (const Position& position : {Position{.before = std::nullopt, .next_offset = 0},
                                   {.before = std::nullopt, .next_offset = kMax},
                                   {.before = 0, .next_offset = 0},
                                   {.before = 41, .next_offset = 42},
                                   {.before = kMax, .next_offset = kMax}}) {
    EXPECT_EQ(DecodePosition(EncodePosition(position)), position);
  }
}

TEST(PositionTest, RefusesWhatCannotBe) {
  const std::string good = EncodePosition({.before = 1, .next_offset = 2});
  EXPECT_EQ(DecodePosition(""), std::nullopt);
  EXPECT_EQ(DecodePosition(good.substr(1)), std::nullopt);
  EXPECT_EQ(DecodePosition(good + '\0'), std::nullopt);
  EXPECT_EQ(DecodePosition(EncodePosition({.before = 3, .next_offset = 2})), std::nullopt);
  EXPECT_EQ(DecodePosition(EncodePosition({.before = -2, .next_offset = 2})), std::nullopt);
  EXPECT_EQ(DecodePosition(EncodePosition({.before = {}, .next_offset = -1})), std::nullopt);
}

}  // namespace
}  // namespace cablestream
