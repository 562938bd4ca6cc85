// The subject line.
#pragma once

#include <cstddef>
#include <string_view>

#include "parser/context.h"

namespace cablestream {

// Sets subject and subject_portion: `(C) HALF OF IT`, `HALF OF IT (S)`.
void SetSubject(std::string_view text, ParseContext& context);

// Where a subject ends on a line that goes on with the text: `ANOTHER CHILD Sensitive but ...`,
// `... (SBU) On February 8`. The line's length where it doesn't go on.
[[nodiscard]] size_t SubjectEnd(std::string_view line);

// Whether `line` goes on with a subject whose line before it was `before`.
[[nodiscard]] bool ContinuesSubject(std::string_view before, std::string_view line);

// The portion in `(SBU)` at the start of `text`, without brackets; empty = none. `length` is what
// it takes up, blanks after it included.
[[nodiscard]] std::string_view PortionAtStart(std::string_view text, size_t& length);

}  // namespace cablestream
