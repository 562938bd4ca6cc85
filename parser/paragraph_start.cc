#include "parser/paragraph_start.h"

#include "parser/labels.h"
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

}  // namespace

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
    if (result.portion.empty()) result.portion = HalfPortion(line, length);
    line.remove_prefix(length);
  }
  result.text = line;
  return true;
}

}  // namespace cablestream
