// Passing instructions: who is to get the message inside a department.
#pragma once

#include <string_view>

namespace cablestream {

// Whether a line reads as passing instructions: `SCA/CEN FOR O'MARA, G/TIP FOR HALL`, `STATE PASS
// USTR`, `WHA/CEN`. `continued` says that the line before was one and did not end.
[[nodiscard]] bool IsPassingInstruction(std::string_view line, bool continued);

// The same for a line that is known to stand above a message line, so that it is no text: whoever
// stands before `FOR` or `PASS` will do, and so will an office at its start: `WHA DAS ROE`.
[[nodiscard]] bool IsPassingAboveLabel(std::string_view line);

// Whether who is to get it must be named on the next line: `... NSC FOR`.
[[nodiscard]] bool EndsInPassingVerb(std::string_view line);

// Whether a name that was begun on the line before goes on: `... RAY AND` / `JANE ROE`.
[[nodiscard]] bool JoinsByAnd(std::string_view before, std::string_view line);

}  // namespace cablestream
