// Handling captions: lines between the classification line and the order.
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

// `SENSITIVE BUT UNCLASSIFIED. PLEASE HANDLE ACCORDINGLY.`
[[nodiscard]] bool IsHandlingNote(std::string_view line);

}  // namespace cablestream
