// `1. (SBU) ...`, `¶1. (SBU) ...`, `(C) 1. ...`, `1.(U)  ...`: how a numbered paragraph begins.
#pragma once

#include <cstdint>
#include <string_view>

namespace cablestream {

struct ParagraphStart {
  uint32_t number = 0;
  bool pilcrow = false;
  char mark = '.';  // behind the digits: a point or a bracket
  std::string_view digits;
  std::string_view portion;  // without brackets
  std::string_view text;     // what follows
};

// Reads a line that begins with a number and a point or bracket; false for any other.
[[nodiscard]] bool ReadParagraphStart(std::string_view line, ParagraphStart& result);

// Where paragraph `number` begins inside a joined line: after a sentence's end, with its portion
// mark: `... came. 8. (U) They left.` npos = nowhere.
[[nodiscard]] size_t FindParagraphInside(std::string_view line, uint32_t number);

}  // namespace cablestream
