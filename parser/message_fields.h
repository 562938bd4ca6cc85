// What each labelled message line takes in, line by line, and what is made of it.
#pragma once

#include <cstddef>
#include <string_view>

#include "parser/context.h"
#include "parser/field_text.h"
#include "parser/labels.h"

namespace cablestream {

// Whether a line without a label goes on with the field above it, of which `text` has come in.
// `after_blank`: a blank line stands between them.
[[nodiscard]] bool MessageFieldGoesOn(Label field, const FieldText& text, std::string_view line,
                                      bool after_blank);

// How much of the field's next line is the field's.
[[nodiscard]] size_t MessageFieldLength(Label field, const FieldText& text, std::string_view line);

// Reads a whole field into the record; `at` is where it begins, its label included.
void ReadMessageField(Label field, std::string_view text, std::string_view at,
                      ParseContext& context);

}  // namespace cablestream
