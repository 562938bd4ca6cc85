// The title that may stand above a numbered paragraph.
#pragma once

#include <string>
#include <string_view>

namespace cablestream {

// The lines of `block`, without rules around them, as one title; empty where they are none.
[[nodiscard]] std::string TitleOf(std::string_view block);

}  // namespace cablestream
