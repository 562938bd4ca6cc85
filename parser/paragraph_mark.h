// Where a numbered paragraph begins.
#pragma once

#include <cstddef>
#include <string_view>

#include "parser/text.h"

namespace cablestream {

// How many digits number a paragraph at the start of `line`: `12.`, `3)`; 0 = none does.
[[nodiscard]] size_t ParagraphNumberLength(std::string_view line);

// `1. (SBU) ...`, `¶1. ...`, `(C) 1. ...`: whether a numbered paragraph begins here.
[[nodiscard]] bool BeginsParagraphSlowly(std::string_view line);
[[nodiscard]] inline bool BeginsParagraph(std::string_view line) {
  const bool word = line.empty() || IsLetter(line.front());
  return !word && BeginsParagraphSlowly(line);
}

// Where ` 1. (C) ` or a pilcrow and a number stand inside a joined line; npos = nowhere.
[[nodiscard]] size_t FindParagraph(std::string_view text, size_t from);

}  // namespace cablestream
