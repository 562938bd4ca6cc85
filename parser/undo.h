// Other notations of a text: HTML, a row's escapes and quotes, a mail's quotation, double spacing.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace cablestream {

// The message's bytes from `begin` to `end` became the text's from `text_begin` to `text_end`.
struct Edit {
  size_t text_begin;
  size_t text_end;
  size_t begin;
  size_t end;
};

// Writes the message without them, and each change in order. False where there is nothing to undo;
// both are untouched then.
[[nodiscard]] bool UndoNotation(std::string_view message, std::string& text,
                                std::vector<Edit>& edits);

}  // namespace cablestream
