// Codes of the TAGS line, by the tables.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "parser/code_tables.h"

namespace cablestream {

inline constexpr size_t kLongestCode = 9;
inline constexpr size_t kLongestRun = 64;

// The code of the tables that `token` is, in either case; null = none.
[[nodiscard]] const TagCode* FindCode(std::string_view token);

// The known code one letter away, the first of them that also begins alike; empty = none.
[[nodiscard]] std::string_view LikelyCode(std::string_view code);

// How a run of codes divides: the length of the part that begins at each place; 0 = no way.
using TagParts = std::array<uint8_t, kLongestRun + 1>;

// Divides `ETRDEINVMT` into known codes; false where that can't be, or spells a word.
[[nodiscard]] bool SplitRun(std::string_view run, TagParts& parts);

}  // namespace cablestream
