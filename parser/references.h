// The reference line: `REF: A) STATE 58370 B. 07 ASTANA 12 (NOTAL)`.
#pragma once

#include <cstdint>
#include <string_view>

#include "parser/context.h"

namespace cablestream {

// Adds one entry a cable, and one for each bullet that names something else.
//
// `year` is the message's own, four digits, for references that print none; 0 where it has none.
//
//   "A. BRASILIA 2799 AND 2764"       -> 08BRASILIA2799, 08BRASILIA2764, both with bullet A
//   "STATE 100 THROUGH 103"           -> four entries
//   "JONES-SMITH E-MAIL OF 04/15/08"  -> one, of kind EMAIL
void ReadReferences(std::string_view text, std::string_view at, uint32_t year,
                    ParseContext& context);

}  // namespace cablestream
