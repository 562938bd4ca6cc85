// The signature: the last line, as a rule one surname in upper case.
#pragma once

#include "parser/context.h"

namespace cablestream {

// Moves it from the end of the last paragraph to the record's signers.
void TakeSignature(ParseContext& context);

}  // namespace cablestream
