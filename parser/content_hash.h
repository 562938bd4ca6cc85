// What two messages must share to be the same text. docs/record.md has the rules.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace cablestream {

// The version that Parse writes. Frozen: an older version stays in the code for as long as claims
// made under it may exist.
inline constexpr uint32_t kContentHashVersion = 1;

// The hash of a raw message's text under `version`; nullopt for a version this program doesn't
// know. Any thread; linear in the message's length; allocates nothing.
//
// Equal for one cable by any transport (other lines 1 to 4, line ends, wrapping, page lines,
// section seams); another for any other word, case, quote or dash.
[[nodiscard]] std::optional<uint64_t> ContentHash(std::string_view message, uint32_t version);

}  // namespace cablestream
