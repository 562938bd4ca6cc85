#include "parser/body_lines.h"

#include "parser/char_set.h"
#include "parser/classification_line.h"

namespace cablestream {

bool MayHaveSeams(std::string_view text) {
  for (size_t at = text.find("00"); at != text.npos; at = text.find("00", at + 1)) {
    if (CountDigits(text.substr(at, 8)) == 8) return true;
  }
  return false;
}

bool EndsSentenceOrTitle(std::string_view text) {
  constexpr CharSet kEnds(".:!?)\"'-*=_");
  return text.empty() || kEnds.Has(text.back());
}

void WarnOfAnotherNumber(std::string_view line, ParseContext& context) {
  if (line.size() > 80 || !MayClassify(line)) return;
  ClassificationLine read;
  if (ReadExactClassificationLine(line, read) && read.has_number() && !HasLower(line)) {
    context.Warn("another-reference-number", line);
  }
}

}  // namespace cablestream
