#include "parser/tag_codes.h"

#include <algorithm>

#include "parser/text.h"
#include "parser/word_index.h"

namespace cablestream {
namespace {

using tag_tables::kCodes;

constexpr WordIndex kCodeIndex(kCodes, [](const TagCode& entry) { return entry.code; });

}  // namespace

const TagCode* FindCode(std::string_view token) {
  return token.size() <= kLongestCode ? kCodeIndex.FindFolded(token) : nullptr;
}

std::string_view LikelyCode(std::string_view code) {
  std::string_view likely;
  for (const TagCode& known : kCodes) {
    // One edit leaves the first or the last letter as it is.
    if (code.front() != known.code.front() && code.back() != known.code.back()) continue;
    if (known.code.size() < 3 || !WithinOneEdit(code, known.code)) continue;
    if (likely.empty() || (likely.front() != code.front() && known.code.front() == code.front())) {
      likely = known.code;
    }
  }
  return likely;
}

bool SplitRun(std::string_view run, TagParts& parts) {
  if (run.size() > kLongestRun || run.size() < 6) return false;
  std::array<bool, kLongestRun + 1> whole{};
  parts.fill(0);
  whole[run.size()] = true;
  for (size_t at = run.size(); at-- > 0;) {
    for (size_t length = std::min(kLongestCode, run.size() - at); length >= 2; --length) {
      if (!whole[at + length] || FindCode(run.substr(at, length)) == nullptr) continue;
      whole[at] = true;
      parts[at] = static_cast<uint8_t>(length);
      break;
    }
  }
  if (!whole[0]) return false;
  // Two-letter codes alone spell too many words: `ECON OM IC`.
  size_t long_parts = 0;
  for (size_t at = 0; at < run.size(); at += parts[at]) {
    if (parts[at] >= 4) long_parts += parts[at];
  }
  return long_parts * 3 >= run.size() * 2;
}

}  // namespace cablestream
