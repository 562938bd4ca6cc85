// The office distribution that State's archive printed above a heading:
//
//   ACTION NEA-00
//   INFO  LOG-00   EEB-00   AID-00   /001W
//   ------88EA99  090807Z /38
#pragma once

#include <string_view>

#include "parser/context.h"

namespace cablestream {

// Reads a line of it into the record. `continued` says that the line before was one too, so that
// codes alone are enough. False for any other line, which is then untouched.
[[nodiscard]] bool ReadDistributionLine(std::string_view line, bool continued,
                                        ParseContext& context);

}  // namespace cablestream
