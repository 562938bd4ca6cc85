// Version 1 of the content hash, by its own reading of where a message's text begins.
#pragma once

#include <cstdint>
#include <string_view>

namespace cablestream {

[[nodiscard]] uint64_t HashTextV1(std::string_view message);

}  // namespace cablestream
