// Trims the marks that stand around a word, without a call where there are none.
#pragma once

#include <string_view>

#include "parser/text.h"

namespace cablestream {

// As TrimAny: without any of the marks at either end, white space included.
template <char... marks>
std::string_view TrimMarks(std::string_view text) {
  const auto is_mark = [](char c) { return ((c == marks) || ...); };
  while (!text.empty()) {
    if (is_mark(text.front())) {
      text.remove_prefix(1);
    } else if (is_mark(text.back())) {
      text.remove_suffix(1);
    } else if (IsInk(text.front()) && IsInk(text.back())) {
      break;
    } else {
      const size_t size = text.size();
      text = Trim(text);
      if (text.size() == size) break;
    }
  }
  return text;
}

}  // namespace cablestream
