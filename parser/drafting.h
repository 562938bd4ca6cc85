// Who wrote, approved and cleared a message: `DRAFTED: POL:JROE`, `APPROVED: DCM:ABOE`.
#pragma once

#include <string_view>

#include "parser/context.h"

namespace cablestream {

// Reads such a line into the record; false for any other, which is then untouched.
[[nodiscard]] bool ReadDraftingLine(std::string_view line, ParseContext& context);

}  // namespace cablestream
