// The TAGS line: `TAGS: PHUM, PGOV, KCRM, KZ`, `[PHUM](#) [KZ](#)`, `OVIP (SMITH, JANE)`.
#pragma once

#include <string_view>

#include "parser/context.h"

namespace cablestream {

// Whether all of `line` reads as more tags of a list that `before` ended.
[[nodiscard]] bool ContinuesTags(std::string_view before, std::string_view line);

// Whether a line is codes of the table and nothing else, at least two, one of them of four letters.
[[nodiscard]] bool IsTagList(std::string_view line);

// Whether the first word of `text` is a code of the table.
[[nodiscard]] bool BeginsWithTag(std::string_view text);

// Adds the tags of `text` to the record; `at` is where warnings point.
void ReadTags(std::string_view text, std::string_view at, ParseContext& context);

}  // namespace cablestream
