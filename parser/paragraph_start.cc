#include "parser/paragraph_start.h"

#include <algorithm>

#include "parser/byte_scan.h"
#include "parser/char_set.h"
#include "parser/paragraph_mark.h"
#include "parser/subject.h"
#include "parser/text.h"

namespace cablestream {
namespace {

// `C)`: the opening bracket was lost.
std::string_view HalfPortion(std::string_view text, size_t& length) {
  length = 0;
  const size_t close = text.substr(0, 8).find(')');
  if (close == text.npos || close == 0) return {};
  const std::string_view inside = text.substr(0, close);
  for (char c : inside) {
    if (!IsUpper(c) && c != '/') return {};
  }
  length = close + 1;
  while (length < text.size() && IsSpace(text[length])) ++length;
  return inside;
}

// `(sbu)`: as PortionAtStart.
std::string_view LowerPortion(std::string_view text, size_t& length) {
  constexpr size_t kLongest = 12;
  length = 0;
  if (text.size() < 3 || text.front() != '(' || !IsLower(text[1])) return {};
  text = text.substr(0, kLongest);
  char folded[kLongest];
  std::transform(text.begin(), text.end(), folded, ToUpper);
  return text.substr(1, PortionAtStart({folded, text.size()}, length).size());
}

// Whether what stands before a number may end the paragraph before it.
bool EndsParagraph(std::string_view text) {
  constexpr CharSet kEnds(".!?)\"'*-:");
  text = TrimRight(text);
  return !text.empty() && kEnds.Has(text.back());
}

// The number and the point at the end of `text`: where they begin; npos = there are none.
size_t NumberAtEnd(std::string_view text, uint32_t number) {
  constexpr size_t kMostDigits = 3;
  text = TrimRight(text);
  if (!text.ends_with('.')) return text.npos;
  size_t begin = text.size() - 1;
  while (begin > 0 && IsDigit(text[begin - 1])) --begin;
  const std::string_view digits = text.substr(begin, text.size() - 1 - begin);
  if (digits.empty() || digits.size() > kMostDigits || ToNumber(digits) != number) {
    return text.npos;
  }
  if (text.substr(0, begin).ends_with(kPilcrow)) begin -= kPilcrow.size();
  return begin > 0 && IsSpace(text[begin - 1]) ? begin : text.npos;
}

}  // namespace

size_t FindParagraphInside(std::string_view line, uint32_t number) {
  constexpr size_t kNear = 16;
  const auto next_open = [&](size_t from) { return from + LengthBefore<'('>(line.substr(from)); };
  for (size_t open = next_open(0); open < line.size(); open = next_open(open + 1)) {
    const size_t far = open - std::min(open, kNear);
    const size_t begin = NumberAtEnd(line.substr(far, open - far), number);
    if (begin == line.npos || !EndsParagraph(line.substr(0, far + begin))) continue;
    size_t length = 0;
    if (!PortionAtStart(line.substr(open), length).empty()) return far + begin;
  }
  return line.npos;
}

bool ReadParagraphStart(std::string_view line, ParagraphStart& result) {
  const char first = line.empty() ? '\0' : line.front();
  size_t length = 0;
  result.portion = {};
  result.pilcrow = false;
  if (!IsDigit(first)) {
    if ((first != '(' && first != kPilcrow[0]) || !BeginsParagraph(line)) return false;
    result.portion = PortionAtStart(line, length);
    line.remove_prefix(length);
    result.pilcrow = line.starts_with(kPilcrow);
    if (result.pilcrow) line.remove_prefix(kPilcrow.size());
  }
  const size_t digits = ParagraphNumberLength(line);
  if (digits == 0) return false;
  result.digits = line.substr(0, digits);
  result.number = ToNumber(result.digits);
  result.mark = line[digits];
  line = TrimLeft(line.substr(digits + 1));
  if (result.portion.empty()) {
    result.portion = PortionAtStart(line, length);
    if (result.portion.empty()) result.portion = LowerPortion(line, length);
    if (result.portion.empty()) result.portion = HalfPortion(line, length);
    line.remove_prefix(length);
  }
  result.text = TrimLeft(line);
  return true;
}

}  // namespace cablestream
