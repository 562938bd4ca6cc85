#include "parser/lines.h"

#include <cstring>

#include "parser/text.h"

namespace cablestream {

std::string_view CleanLineEnd(std::string_view line) {
  line = TrimRight(line);
  if (line.ends_with('\\')) line = TrimRight(line.substr(0, line.size() - 1));
  return line;
}

bool LineCursor::Next(std::string_view& line) {
  if (position_ >= text_.size()) return false;
  const char* begin = text_.data() + position_;
  const size_t left = text_.size() - position_;
  const auto* end = static_cast<const char*>(std::memchr(begin, '\n', left));
  const size_t length = end == nullptr ? left : static_cast<size_t>(end - begin);
  line = CleanLineEnd(std::string_view(begin, length));
  position_ += length + (end == nullptr ? 0 : 1);
  return true;
}

}  // namespace cablestream
