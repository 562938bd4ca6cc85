#include "parser/paragraph_mark.h"

namespace cablestream {
namespace {

size_t SkipPilcrow(std::string_view text) {
  return text.starts_with(kPilcrow) ? kPilcrow.size() : 0;
}

// The length of `(SBU)` and blanks at the start; 0 = none.
size_t PortionLength(std::string_view text) {
  constexpr size_t kLongest = 32;
  if (!text.starts_with('(')) return 0;
  const size_t close = text.substr(0, kLongest).find(')');
  if (close == text.npos || close < 2 || !IsUpper(text[1])) return 0;
  size_t at = close + 1;
  while (at < text.size() && IsBlank(text[at])) ++at;
  return at;
}

}  // namespace

size_t ParagraphNumberLength(std::string_view line) {
  const size_t digits = CountDigits(line);
  if (digits == 0 || digits > 3 || digits == line.size()) return 0;
  const char mark = line[digits];
  if (mark != '.' && mark != ')') return 0;
  // `1.5 (B)` is a reason, not a paragraph.
  return digits + 1 == line.size() || !IsDigit(line[digits + 1]) ? digits : 0;
}

bool BeginsParagraphSlowly(std::string_view line) {
  line = TrimLeft(line);
  const size_t portion = PortionLength(line);
  line = TrimLeft(line.substr(portion));
  const size_t pilcrow = SkipPilcrow(line);
  return ParagraphNumberLength(line.substr(pilcrow)) > 0;
}

size_t FindParagraph(std::string_view text, size_t from) {
  for (size_t at = text.find('.', from); at != text.npos; at = text.find('.', at + 1)) {
    if (at == 0 || text[at - 1] != '1') continue;
    const size_t begin = at - 1;
    const bool pilcrow =
        begin >= kPilcrow.size() && text.substr(begin - kPilcrow.size()).starts_with(kPilcrow);
    if (pilcrow) return begin - kPilcrow.size();
    if (begin == 0 || !IsSpace(text[begin - 1])) continue;
    const std::string_view after = TrimLeft(text.substr(at + 1, 40));
    if (PortionLength(after) > 0) return begin;
    // `REF: STATE 12 1. Post reports`: a sentence begins.
    const bool sentence = after.size() > 2 && IsUpper(after[0]) && IsLower(after[1]) && begin > 1 &&
                          IsDigit(TrimRight(text.substr(0, begin)).back());
    if (sentence) return begin;
  }
  return text.npos;
}

}  // namespace cablestream
