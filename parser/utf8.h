// Any bytes in, UTF-8 out.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace cablestream {

// How many bytes at the start of `text` are whole, valid UTF-8 characters.
[[nodiscard]] size_t ValidUtf8Prefix(std::string_view text);

// Appends `text` with U+FFFD for each byte that is not UTF-8.
void AppendAsUtf8(std::string_view text, std::string& out);

// At most `limit` bytes of `text`, cut between characters.
[[nodiscard]] std::string_view CutUtf8(std::string_view text, size_t limit);

}  // namespace cablestream
