#include "parser/lines.h"

#include <algorithm>

#include "parser/byte_scan.h"
#include "parser/text.h"

namespace cablestream {

std::string_view CleanLineEnd(std::string_view line) {
  line = TrimRight(line);
  if (line.ends_with('\\')) line = TrimRight(line.substr(0, line.size() - 1));
  return line;
}

bool LineCursor::Next(std::string_view& line) {
  if (position_ >= text_.size()) return false;
  const std::string_view rest = text_.substr(position_);
  const size_t length = LengthBefore<'\n'>(rest);
  line = CleanLineEnd(rest.substr(0, length));
  position_ += std::min(length + 1, rest.size());
  return true;
}

}  // namespace cablestream
