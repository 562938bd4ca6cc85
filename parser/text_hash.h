// Version 1 of the content hash, for a caller that already knows where the text begins.
#pragma once

#include <cstdint>
#include <string_view>

#include "parser/text_start.h"

namespace cablestream {

[[nodiscard]] uint64_t HashTextV1(std::string_view message, const TextStart& start,
                                  const UpperHeadings& upper);

}  // namespace cablestream
