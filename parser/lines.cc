#include "parser/lines.h"

namespace cablestream {

std::string_view CleanLineEndSlowly(std::string_view line) {
  line = TrimRight(line);
  if (line.ends_with('\\')) line = TrimRight(line.substr(0, line.size() - 1));
  return line;
}

}  // namespace cablestream
