#include "parser/char_set.h"

#include <gtest/gtest.h>

#include <string_view>

namespace cablestream {
namespace {

TEST(CharSetTest, HoldsItsBytesAlone) {
  constexpr std::string_view kBytes("\0 AZ\x7f\x80\xff", 7);
  constexpr CharSet kSet(kBytes);
  for (int byte = 0; byte < 256; ++byte) {
    const auto c = static_cast<char>(byte);
    EXPECT_EQ(kSet.Has(c), kBytes.find(c) != kBytes.npos) << byte;
  }
}

TEST(CharSetTest, FindsTheFirstByteOutside) {
  constexpr CharSet kMarks(".,");
  EXPECT_EQ(kMarks.FindOther(".,c."), 2U);
  EXPECT_EQ(kMarks.FindOther(".,"), std::string_view::npos);
  EXPECT_EQ(kMarks.FindOther(""), std::string_view::npos);
}

}  // namespace
}  // namespace cablestream
