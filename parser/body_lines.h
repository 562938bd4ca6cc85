// What a line of the text shows by itself.
#pragma once

#include <string_view>

#include "parser/context.h"
#include "parser/text.h"

namespace cablestream {

// Most lines: their first letters show that they are nothing but text. `Page 2` may not be.
[[nodiscard]] inline bool IsProse(std::string_view line) {
  // `bt`, `nnnn` are none.
  if (IsLower(line.front())) return line.size() > 4;
  return line.size() > 1 && IsUpper(line.front()) && IsLower(line[1]) && line.front() != 'P';
}

// Whether a number of eight digits begins with two zeros, as a seam's does.
[[nodiscard]] bool MayHaveSeams(std::string_view text);

// Whether a sentence or a title ends with `text`, which no page divides then. An empty one too.
[[nodiscard]] bool EndsSentenceOrTitle(std::string_view text);

// A classification line in the text never changes the message ID.
void WarnOfAnotherNumber(std::string_view line, ParseContext& context);

}  // namespace cablestream
