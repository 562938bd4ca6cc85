// Lines 1 to 11, and what an archive put above them.
#pragma once

#include "parser/context.h"
#include "parser/identity.h"
#include "parser/text_start.h"

namespace cablestream {

// Reads all lines before the text into the record; answers what the identity is made from.
[[nodiscard]] HeadingFacts ReadHeading(const TextStart& start, const UpperHeadings& upper,
                                       ParseContext& context);

}  // namespace cablestream
