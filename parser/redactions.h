// `XXXX`: what was taken out of a text.
#pragma once

#include <cstddef>
#include <string_view>

namespace cablestream {

[[nodiscard]] bool HasRedactions(std::string_view text);
// A longer run counts once.
[[nodiscard]] size_t CountRedactions(std::string_view line);

}  // namespace cablestream
