// `SECTION 01 OF 03`: which part of a long message this is.
#pragma once

#include <cstdint>
#include <string_view>

namespace cablestream {

struct SectionMark {
  uint32_t number = 0;
  uint32_t total = 0;
  bool present = false;
  bool garbled = false;  // one digit of a number is a letter
};

// `SECTION 01 OF 03`, `SCTION 02GF03`, `FINAL SECTION OF 2` at the start of `text`, which is
// moved past it.
[[nodiscard]] SectionMark TakeSectionMark(std::string_view& text);

// Takes what may divide the words of a classification line off the front of `text`.
void SkipMarks(std::string_view& text);

}  // namespace cablestream
