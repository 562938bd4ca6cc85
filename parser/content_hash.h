// What two messages must share to be the same text. docs/record.md has the rules.
#pragma once

#include <cstdint>
#include <string_view>

namespace cablestream {

// The version that Parse writes. Frozen: an older version stays in the code for as long as claims
// made under it may exist.
inline constexpr uint32_t kContentHashVersion = 1;

}  // namespace cablestream
