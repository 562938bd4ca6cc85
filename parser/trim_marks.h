// Trims the marks that stand around a word, without a call where there are none.
#pragma once

#include <string>
#include <string_view>

#include "parser/text.h"

namespace cablestream {

// As TrimAny: without any of the marks at either end, white space included.
template <char... marks>
std::string_view TrimMarks(std::string_view text) {
  const auto is_mark = [](char c) { return ((c == marks) || ...) || IsSpace(c); };
  for (;;) {
    while (!text.empty() && is_mark(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_mark(text.back())) text.remove_suffix(1);
    // What is left to trim may be a no-break space, with marks behind it.
    const size_t size = text.size();
    text = Trim(text);
    if (text.size() == size) return text;
  }
}

inline void DropTrailingSpace(std::string* text) {
  while (!text->empty() && IsSpace(text->back())) text->pop_back();
}

}  // namespace cablestream
