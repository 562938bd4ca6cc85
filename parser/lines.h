// The lines of a message, one at a time, without copying.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "parser/text.h"

namespace cablestream {

// Without blanks and what an archive adds at the end of a line.
[[nodiscard]] std::string_view CleanLineEndSlowly(std::string_view line);
[[nodiscard]] inline std::string_view CleanLineEnd(std::string_view line) {
  line = DropOneBlank(line);
  const bool clean = line.empty() || (IsInk(line.back()) && line.back() != '\\');
  return clean ? line : CleanLineEndSlowly(line);
}

// Takes lines off the front of a text. A line's text has no line end, no CR, no backslash of an
// archive before it, and no blanks at its end.
class LineCursor {
 public:
  explicit LineCursor(std::string_view text) : text_(text) {}

  // False at the end.
  bool Next(std::string_view& line) {
    if (position_ >= text_.size()) return false;
    const std::string_view rest = text_.substr(position_);
    const size_t length = std::min(rest.find('\n'), rest.size());
    line = CleanLineEnd(rest.substr(0, length));
    position_ += length < rest.size() ? length + 1 : length;
    return true;
  }
  // Where the next line begins, from the start of the text.
  [[nodiscard]] size_t position() const { return position_; }
  void MoveTo(size_t position) { position_ = position; }

 private:
  std::string_view text_;
  size_t position_ = 0;
};

}  // namespace cablestream
