// The TAGS line: `TAGS: PHUM, PGOV, KCRM, KZ`, `[PHUM](#) [KZ](#)`, `OVIP (SMITH, JANE)`.
#pragma once

#include <optional>
#include <string_view>

#include "cable/v1/cable.pb.h"
#include "parser/context.h"

namespace cablestream {

// The kind of a code in upper case; nullopt where the tables don't know it.
[[nodiscard]] std::optional<cable::v1::TagKind> KindOfCode(std::string_view code);

// Whether all of `line` reads as more tags of a list that `before` ended.
[[nodiscard]] bool ContinuesTags(std::string_view before, std::string_view line);

// Adds the tags of `text` to the record; `at` is where warnings point.
void ReadTags(std::string_view text, std::string_view at, ParseContext& context);

}  // namespace cablestream
