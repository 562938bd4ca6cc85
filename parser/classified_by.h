// `Classified By: Ambassador R. Hoagland, Reasons 1.4 (b),(d)`.
#pragma once

#include <string_view>

#include "parser/context.h"

namespace cablestream {

// Reads what follows the label into the record's classified_by. Words may be broken at line ends
// (`for reas` / `ons`), letters may be zeros.
void ReadClassifiedBy(std::string_view text, ParseContext& context);

}  // namespace cablestream
