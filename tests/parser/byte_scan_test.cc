#include "parser/byte_scan.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <string_view>

#include "parser/text.h"

namespace cablestream {
namespace {

// Each search beside one that looks at a byte at a time, over texts of all lengths around the width
// of a step, of the bytes that matter.
class ByteScanTest : public testing::Test {
 protected:
  template <typename Check>
  void ForEachText(const Check& check) {
    constexpr std::string_view kBytes = "a0 x\nXZC\"\t\xC2\xB6\x7f z`{@";
    std::mt19937 random(1);
    for (size_t size = 0; size < 5 * 2 * byte_scan::kWidth; ++size) {
      for (int round = 0; round < 200; ++round) {
        // Mostly letters, so that what is looked for stands anywhere.
        std::string text(size, 'e');
        const size_t marks = size == 0 ? 0 : random() % 4;
        for (size_t i = 0; i < marks; ++i) text[random() % size] = kBytes[random() % kBytes.size()];
        // On the heap, to its last byte: a sanitizer sees what is read beside it.
        check(std::string_view(text));
      }
    }
  }

  template <typename Holds>
  static size_t First(std::string_view text, size_t last, const Holds& holds) {
    for (size_t i = 0; i + last < text.size(); ++i) {
      if (holds(i)) return i;
    }
    return text.size();
  }
};

TEST_F(ByteScanTest, FindsAByte) {
  ForEachText([](std::string_view text) {
    EXPECT_EQ(LengthBefore<'\n'>(text), First(text, 0, [&](size_t i) { return text[i] == '\n'; }));
  });
}

TEST_F(ByteScanTest, FindsAPairOfBytes) {
  ForEachText([](std::string_view text) {
    const auto is_pair = [&](size_t i) { return text[i] == 'Z' && text[i + 1] == 'C'; };
    EXPECT_EQ((LengthBeforePair<'Z', 'C'>(text)), First(text, 1, is_pair));
  });
}

TEST_F(ByteScanTest, FindsAPairOfLettersInEitherCase) {
  ForEachText([](std::string_view text) {
    const auto is_pair = [&](size_t i) {
      return ToUpper(text[i]) == 'X' && ToUpper(text[i + 1]) == 'E';
    };
    EXPECT_EQ(FindLetterPair(text, 'X', 'E'), First(text, 1, is_pair));
  });
}

TEST_F(ByteScanTest, FindsADoubledLetterInEitherCase) {
  for (size_t size = 2; size < 100; ++size) {
    for (size_t at = 0; at + 1 < size; ++at) {
      std::string text(size, 'e');
      for (size_t lone = 0; lone + 1 < at; lone += 2) text[lone] = 'm';
      EXPECT_EQ(FindDoubleLetter(text, 'M'), size);
      text[at] = 'm';
      text[at + 1] = 'M';
      EXPECT_EQ(FindDoubleLetter(text, 'M'), at);
    }
  }
}

TEST_F(ByteScanTest, MeasuresUpToTheLastByteOfAKind) {
  ForEachText([](std::string_view text) {
    EXPECT_EQ(LengthThroughLast<'\n'>(text), text.rfind('\n') + 1);
  });
}

TEST_F(ByteScanTest, FindsLowerCaseLettersAlone) {
  ForEachText([](std::string_view text) {
    EXPECT_EQ(FindLower(text), First(text, 0, [&](size_t i) { return IsLower(text[i]); }));
  });
}

TEST_F(ByteScanTest, CountsAscii) {
  ForEachText([](std::string_view text) {
    const auto is_wide = [&](size_t i) { return static_cast<unsigned char>(text[i]) >= 0x80; };
    EXPECT_EQ(AsciiLength(text), First(text, 0, is_wide));
  });
}

TEST_F(ByteScanTest, StopsPlainTextBeforeWhatNeedsALook) {
  ForEachText([](std::string_view text) {
    const auto needs_look = [&](size_t i) {
      const char next = i + 1 < text.size() ? text[i + 1] : 'e';
      return static_cast<signed char>(text[i]) < ' ' ||
             (text[i] == ' ' && (next == ' ' || next == '0'));
    };
    EXPECT_EQ(PlainLength(text), First(text, 0, needs_look));
  });
}

}  // namespace
}  // namespace cablestream
