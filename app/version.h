// Who this program is.
#pragma once

#include <string>

namespace cablestream {

// "cablestream 0.1.0 (parser 1)".
[[nodiscard]] std::string VersionText();

}  // namespace cablestream
