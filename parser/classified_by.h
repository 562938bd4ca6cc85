// `Classified By: Ambassador R. Hoagland, Reasons 1.4 (b),(d)`.
#pragma once

#include <string_view>

#include "parser/context.h"

namespace cablestream {

// Reads what follows the label into the record's classified_by. Words may be broken at line ends
// (`for reas` / `ons`), letters may be zeros. `keep_raw` is false where the words stand elsewhere
// in the record too.
void ReadClassifiedBy(std::string_view text, bool keep_raw, ParseContext& context);

// Reads it from one of the first paragraphs, where older cables have it, unless a line gave it.
void FindClassifiedBy(ParseContext& context);

}  // namespace cablestream
