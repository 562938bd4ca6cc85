// Who wrote, approved and cleared a message: `DRAFTED: POL:JROE`, `APPROVED: DCM:ABOE`.
#pragma once

#include <string_view>

#include "parser/context.h"

namespace cablestream {

// Reads such a line (not an empty one) into the record; false for any other, which is then
// untouched.
[[nodiscard]] bool ReadLabelledDraftingLine(std::string_view line, ParseContext& context);
[[nodiscard]] inline bool ReadDraftingLine(std::string_view line, ParseContext& context) {
  const char first = line.front();
  const bool may_be = first == 'D' || first == 'A' || first == 'C';
  return may_be && ReadLabelledDraftingLine(line, context);
}

}  // namespace cablestream
