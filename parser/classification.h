// What the classification line and the operating signals mean for the record.
#pragma once

#include "parser/context.h"
#include "parser/text_start.h"

namespace cablestream {

// Sets level, raw and caveats; the security line's letter checks the level, and stands in for a
// word that could not be read.
void SetClassification(const TextStart& start, ParseContext& context);

// Sets the disposition from the operating signals, unless the text has said a stronger one.
void SetDisposition(ParseContext& context);

// The stronger of the cable's disposition and `found`: correction, cancellation, suspected
// duplicate, retransmission, original.
void RaiseDisposition(cable::v1::Disposition found, cable::v1::Cable& cable);

}  // namespace cablestream
