// `E.O. 12958: DECL: 06/13/2018`.
#pragma once

#include <cstdint>
#include <string_view>

#include "parser/context.h"

namespace cablestream {

// The order that `number` is, a digit aside; empty where it is none: `129E8` -> 12958.
[[nodiscard]] std::string_view NearestOrder(std::string_view number);

// `text` begins with the order's number. A two-digit year of a declassification date is the first
// not before `year`, the message's own (0 = unknown).
void ReadExecutiveOrder(std::string_view text, uint32_t year, ParseContext& context);

}  // namespace cablestream
