// Who this program is.
#pragma once

#include <string>
#include <string_view>

namespace cablestream {

// "0.1.0".
[[nodiscard]] std::string_view Version();

// "cablestream 0.1.0 (parser 1)".
[[nodiscard]] std::string VersionText();

}  // namespace cablestream
