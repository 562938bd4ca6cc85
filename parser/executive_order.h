// `E.O. 12958: DECL: 06/13/2018`.
#pragma once

#include <cstdint>
#include <string_view>

#include "parser/context.h"

namespace cablestream {

// `text` begins with the order's number. A two-digit year of a declassification date is the first
// not before `year`, the message's own (0 = unknown).
void ReadExecutiveOrder(std::string_view text, uint32_t year, ParseContext& context);

}  // namespace cablestream
