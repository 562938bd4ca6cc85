// The words that begin a message line: `E.O. 12958:`, `TAGS:`, `SUBJECT:`, `REF:`,
// `Classified By:`; and where one stands inside a line that was joined from several.
#pragma once

#include <cstddef>
#include <string_view>

#include "parser/text.h"

namespace cablestream {

enum class Label { kNone, kOrder, kTags, kSubject, kReference, kClassifiedBy };

struct LabelMatch {
  Label label = Label::kNone;
  size_t begin = 0;
  size_t value = 0;   // where what the label names begins
  bool sure = false;  // by its colon; a bare word may be text
};

// The label that `line` begins with, typing errors of one letter included.
[[nodiscard]] LabelMatch LabelAtStart(std::string_view line);

// The first label inside `text` at or after `from`, in its sure form only.
[[nodiscard]] LabelMatch FindLabel(std::string_view text, size_t from);

}  // namespace cablestream
