// What somebody wrote, as an error repeats it.
#pragma once

#include <string>
#include <string_view>

namespace cablestream {

// The beginning of `text`, at most 80 bytes of it, "..." behind what was cut; control characters
// are escaped, and what is no UTF-8 is U+FFFD. Pure; any thread.
[[nodiscard]] std::string Shown(std::string_view text);

}  // namespace cablestream
