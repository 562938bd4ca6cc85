#include "parser/redactions.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace cablestream {
namespace {

TEST(RedactionsTest, AreFoundWhereverTheyStand) {
  for (size_t size = 4; size < 150; ++size) {
    for (size_t at = 0; at + 4 <= size; ++at) {
      for (std::string_view mark : {"XXXX", "xxxx"}) {
        EXPECT_TRUE(HasRedactions(std::string(size, 'e').replace(at, mark.size(), mark)));
      }
      for (std::string_view other : {"XXX", "xXxX", "XX", "x"}) {
        EXPECT_FALSE(HasRedactions(std::string(size, 'e').replace(at, other.size(), other)));
      }
    }
  }
}

}  // namespace
}  // namespace cablestream
