#include "parser/redactions.h"

#include <cstdint>

#include "parser/byte_scan.h"

namespace cablestream {
namespace {

// Whether an X stands doubled at an even offset, in either case, as it does in each run of four; in
// text few do.
bool HasPairOfX(std::string_view text) {
  using Pairs = uint16_t __attribute__((vector_size(byte_scan::kWidth)));
  constexpr size_t kMany = 4 * byte_scan::kWidth;
  const auto pairs_in = [](const char* from) {
    const auto folded = byte_scan::Load(from) | byte_scan::Each(' ');
    return reinterpret_cast<Pairs>(folded) == reinterpret_cast<Pairs>(byte_scan::Each('x'));
  };
  size_t at = 0;
  for (; at + kMany <= text.size(); at += kMany) {
    const char* from = text.data() + at;
    const auto pairs =
        pairs_in(from) | pairs_in(from + 16) | pairs_in(from + 32) | pairs_in(from + 48);
    if (byte_scan::Mask(reinterpret_cast<byte_scan::Matches>(pairs)) != 0) return true;
  }
  const std::string_view rest = text.substr(at);
  return rest.find("XX") != rest.npos || rest.find("xx") != rest.npos;
}

}  // namespace

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
  return HasPairOfX(text) && (text.find("XXXX") != text.npos || text.find("xxxx") != text.npos);
}

}  // namespace cablestream
