// Who wrote, approved and cleared a message. Below a text: `DRAFTED: POL:JROE`, `APPROVED:
// DCM:ABOE`. Above the heading, as an archive of the seventies has it:
//
//   DRAFTED BY EUR/SE:JROE
//   APPROVED BY EUR:ABOE
//   NEA:XDOE  S/S-O:YPOE
#pragma once

#include <string_view>

#include "parser/context.h"

namespace cablestream {

enum class DraftingRole { kNone, kDrafted, kApproved, kCleared };

// Reads a line with a label and a colon (not an empty one) into the record; false for any other,
// which is then untouched.
[[nodiscard]] bool ReadLabelledDraftingLine(std::string_view line, ParseContext& context);
[[nodiscard]] inline bool ReadDraftingLine(std::string_view line, ParseContext& context) {
  const char first = line.front();
  const bool may_be = first == 'D' || first == 'A' || first == 'C';
  return may_be && ReadLabelledDraftingLine(line, context);
}

// The same above a heading, where the colon may be missing. `last` is the role of the line before,
// kNone where that was none; a line without a label goes on with it, and below the one who approved
// stand those who cleared. Answers the line's own role, kNone for any other line.
[[nodiscard]] DraftingRole ReadDraftingAbove(std::string_view line, DraftingRole last,
                                             ParseContext& context);

}  // namespace cablestream
