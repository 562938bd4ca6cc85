// Summary and comment: the one licensed copy of text out of the paragraphs.
#pragma once

#include "parser/context.h"

namespace cablestream {

// Sets summary and comment from the paragraphs: from their label to `END SUMMARY` or `END
// COMMENT`, or to the end of the paragraph that the label begins.
void SetExtracts(ParseContext& context);

}  // namespace cablestream
