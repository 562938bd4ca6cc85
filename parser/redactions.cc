#include "parser/redactions.h"

namespace cablestream {

size_t CountRedactions(std::string_view line) {
  size_t count = 0;
  for (std::string_view mark : {"XXXX", "xxxx"}) {
    for (size_t at = line.find(mark); at != line.npos; at = line.find(mark, at)) {
      ++count;
      while (at < line.size() && line[at] == mark.front()) ++at;
    }
  }
  return count;
}

bool HasRedactions(std::string_view text) {
  return text.find("XXXX") != text.npos || text.find("xxxx") != text.npos;
}

}  // namespace cablestream
