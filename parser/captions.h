// Lines between the classification line and the order: handling captions, and who is to get the
// message inside a department.
#pragma once

#include <string_view>

#include "parser/context.h"

namespace cablestream {

// Reads a line that is made of captions alone: `SENSITIVE`, `NOFORN SIPDIS`, `C O R R E C T E D
// COPY`, `NEW MESSAGE UNDER MRN 1921`. One letter may be wrong in a long one. False for any other
// line, which is then untouched.
[[nodiscard]] bool ReadCaptions(std::string_view line, ParseContext& context);

// Whether `line` is a caption or captions in exactly their spelling.
[[nodiscard]] bool IsExactCaption(std::string_view line);

// `CORRECTED COPY` or a cancellation, which may also stand below the subject.
[[nodiscard]] bool IsCorrectedCopy(std::string_view line);

// Takes captions off the front of a joined line; answers what is left.
[[nodiscard]] std::string_view TakeLeadingCaptions(std::string_view line, ParseContext& context);

// Whether a line reads as passing instructions: `SCA/CEN FOR O'MARA, G/TIP FOR HALL`, `STATE PASS
// USTR`, `WHA/CEN`. `continued` says that the line before was one and did not end.
[[nodiscard]] bool IsPassingInstruction(std::string_view line, bool continued);

// The same for a line that is known to stand above a message line, so that it is no text: whoever
// stands before `FOR` or `PASS` will do, and so will an office at its start: `WHA DAS ROE`.
[[nodiscard]] bool IsPassingAboveLabel(std::string_view line);

// Whether a name that was begun on the line before goes on: `... RAY AND` / `JANE ROE`.
[[nodiscard]] bool JoinsByAnd(std::string_view before, std::string_view line);

// `SENSITIVE BUT UNCLASSIFIED. PLEASE HANDLE ACCORDINGLY.`
[[nodiscard]] bool IsHandlingNote(std::string_view line);

}  // namespace cablestream
