// The TAGS line: `TAGS: PHUM, PGOV, KCRM, KZ`, `[PHUM](#) [KZ](#)`, `OVIP (SMITH, JANE)`.
#pragma once

#include <string_view>

#include "parser/context.h"

namespace cablestream {

// Whether all of `line` reads as more tags of a list that `before` ended.
[[nodiscard]] bool ContinuesTags(std::string_view before, std::string_view line);

// Adds the tags of `text` to the record; `at` is where warnings point.
void ReadTags(std::string_view text, std::string_view at, ParseContext& context);

}  // namespace cablestream
