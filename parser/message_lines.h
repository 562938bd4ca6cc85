// The lines between the classification line and the text: captions, passing instructions, order,
// TAGS, subject, references, classified by. They may stand on lines of their own or, in an
// archive's copy, all on one.
#pragma once

#include <cstddef>

#include "parser/context.h"
#include "parser/text_start.h"

namespace cablestream {

// Reads them into the record; answers where the text proper begins. A line among them that no
// line's grammar accepts is unparsed; the first after the last of them begins the text.
[[nodiscard]] size_t ReadMessageLines(const TextStart& start, ParseContext& context);

}  // namespace cablestream
