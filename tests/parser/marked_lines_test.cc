#include "parser/marked_lines.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <string_view>

namespace cablestream {
namespace {

struct EndOrPair {
  template <typename Load>
  static auto Of(const Load& load) {
    return (load(0) == byte_scan::Each('\n')) |
           ((load(1) == byte_scan::Each('a')) & (load(0) == byte_scan::Each('b')));
  }
};

// Where `ab` stands first, by its second letter, among the bytes from `begin` to `end`.
size_t PairAt(std::string_view text, size_t begin, size_t end) {
  for (size_t at = std::max<size_t>(begin, 1); at < end; ++at) {
    if (text[at - 1] == 'a' && text[at] == 'b') return at;
  }
  return text.npos;
}

// Beside a reading of a byte at a time, from each place of texts of all lengths around a block's.
TEST(MarkedLinesTest, TellsLinesAndTheirMarks) {
  constexpr std::string_view kBytes = "\n\nab";
  std::mt19937 random(1);
  for (size_t size = 0; size < 200; ++size) {
    // On the heap, to its last byte: a sanitizer sees what is read beside it.
    std::string text(size, 'e');
    for (size_t i = 0; i < size / 4; ++i) text[random() % size] = kBytes[random() % kBytes.size()];
    for (size_t begin = 0; begin <= size; begin += 1 + random() % 20) {
      MarkedLines<EndOrPair> lines(text, begin);
      std::string_view line;
      size_t at = begin;
      while (lines.Next(line)) {
        const size_t end = std::min(text.find('\n', at), size);
        ASSERT_EQ(line, std::string_view(text).substr(at, end - at));
        ASSERT_EQ(line.data(), text.data() + at);
        ASSERT_EQ(lines.mark(), PairAt(text, at, end));
        at = std::min(end + 1, size);
        ASSERT_EQ(lines.position(), at);
      }
      ASSERT_EQ(at, size);
    }
  }
}

TEST(MarkedLinesTest, GoesOnWhereItIsTold) {
  const std::string text = std::string(70, 'x') + "\nskipped ab\n" + std::string(70, 'y') + "ab";
  MarkedLines<EndOrPair> lines(text);
  std::string_view line;
  ASSERT_TRUE(lines.Next(line));
  lines.MoveTo(text.find('y'));
  ASSERT_TRUE(lines.Next(line));
  EXPECT_EQ(line, std::string(70, 'y') + "ab");
  EXPECT_EQ(lines.mark(), text.size() - 1);
  EXPECT_FALSE(lines.Next(line));
}

}  // namespace
}  // namespace cablestream
