// The text: paragraphs, what the wire put between them, and what ends a message.
#pragma once

#include <cstddef>

#include "parser/context.h"
#include "parser/text_start.h"

namespace cablestream {

// Reads the message from `begin` to its end into paragraphs, drafting, corrections, redactions and
// section.through.
void ReadBody(size_t begin, const TextStart& start, ParseContext& context);

}  // namespace cablestream
