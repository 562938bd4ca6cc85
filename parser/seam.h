// Lines that the wire and the archive put into a text: section seams, page lines, end lines.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "parser/text.h"

namespace cablestream {

// `00000054 002 OF 003` or `00000054  001.2 OF 006`: the number part of a section seam.
struct Seam {
  size_t length = 0;     // bytes from the serial to the total
  uint32_t section = 0;  // the section that begins here, 2 of `001.2` and `002`
  uint32_t total = 0;
};

// Reads a seam's numbers at the start of `text`; line ends may stand between them.
[[nodiscard]] bool ReadSeamNumbers(std::string_view text, Seam& seam);

// A post's name as printed, in upper case and without anything but letters. Not looked up in any
// table: the content hash, which must never change, stands on it.
class PostLetters {
 public:
  explicit PostLetters(std::string_view printed);
  [[nodiscard]] std::string_view view() const { return {letters_, size_}; }

 private:
  static constexpr size_t kMost = 32;
  char letters_[kMost] = {};
  size_t size_ = 0;
};

// How many bytes at the end of `before`, trailing blanks included, spell the post that stands
// before a seam's numbers: `THE HAGUE ` of `... the minister THE HAGUE `. `post` is the message's
// own, as PostLetters; two letters of it may be wrong. Any other name is taken from `line_start`
// on, or is one word.
[[nodiscard]] size_t SeamPostLength(std::string_view before, std::string_view post,
                                    size_t line_start);

// A line that is a seam with one letter garbled: `SUVA 0000J379  001.2 OF 004` in a message of
// SUVA.
[[nodiscard]] bool IsGarbledSeamSlowly(std::string_view line, std::string_view post);
[[nodiscard]] inline bool IsGarbledSeam(std::string_view line, std::string_view post) {
  constexpr size_t kLongest = 56;
  return line.size() <= kLongest && !line.empty() && !post.empty() && IsDigit(line.back()) &&
         ToUpper(line.front()) == post.front() && IsGarbledSeamSlowly(line, post);
}

// `PAGE 02   STATE 023763 071504Z`.
[[nodiscard]] bool IsPageLineSlowly(std::string_view line);
[[nodiscard]] inline bool IsPageLine(std::string_view line) {
  return !line.empty() && ToUpper(line.front()) == 'P' && IsPageLineSlowly(line);
}

// Tells page lines one after the other, blank lines left out: below `PAGE 02` alone,
// `STATE 023763 01 OF 02  071504Z` is the rest of it.
class PageLines {
 public:
  [[nodiscard]] bool Takes(std::string_view line) {
    if (!bare_) {
      if (!IsPageLine(line)) return false;
      bare_ = line.size() <= kBare;
      return true;
    }
    return TakesBelowBare(line);
  }

 private:
  static constexpr size_t kBare = 8;
  bool TakesBelowBare(std::string_view line);
  bool bare_ = false;  // the line before was `PAGE 02` and nothing else
};

// `BT`, `#1111`, `NNN`, `NNNN`, and nothing else.
[[nodiscard]] bool IsEndLineSlowly(std::string_view line);
[[nodiscard]] inline bool IsEndLine(std::string_view line) {
  constexpr size_t kLongest = 7;
  return line.size() <= kLongest && IsEndLineSlowly(line);
}

// A rule: dashes, equals signs or underscores, at least three, and blanks.
[[nodiscard]] bool IsRule(std::string_view line);

}  // namespace cablestream
