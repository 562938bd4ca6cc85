#include "parser/section_mark.h"

#include <algorithm>
#include <array>

#include "parser/letter_set.h"
#include "parser/text.h"

namespace cablestream {
namespace {

// `ONE`, `TWO`; false where none stands there.
bool TakeNumberWord(std::string_view& text, uint32_t& value) {
  constexpr auto kNumbers = std::to_array<std::string_view>(
      {"ONE", "TWO", "THREE", "FOUR", "FIVE", "SIX", "SEVEN", "EIGHT", "NINE", "TEN"});
  for (size_t i = 0; i < kNumbers.size(); ++i) {
    if (!StartsWithWord(text, kNumbers[i])) continue;
    value = static_cast<uint32_t>(i + 1);
    text.remove_prefix(kNumbers[i].size());
    return true;
  }
  return false;
}

// `OF`, and what has become of it before a number.
bool IsOf(std::string_view text) {
  if (text.size() < 3) return false;
  if (ToUpper(text[1]) == 'F')
    return ToUpper(text[0]) == 'O' || text[0] == '0' || text[0] == 'G' ||
           (IsBlank(text[2]) && CountDigits(text.substr(3)) > 0);
  return text[0] == 'O' && IsBlank(text[2]) && CountDigits(text.substr(3)) > 0;
}

// `P1` for 01, `0P`: of two digits one is a letter. What the other says is the number, if it is the
// last; else 0.
bool TakeHalfNumber(std::string_view& text, uint32_t& value) {
  std::string_view rest = text;
  const std::string_view token = TakeToken(rest);
  if (token.size() != 2 || IsDigit(token[0]) == IsDigit(token[1])) return false;
  value = ToNumber(token.substr(1, IsDigit(token[1]) ? 1 : 0));
  text = rest;
  return true;
}

// The same before `OF`.
bool TakeGarbledNumber(std::string_view& text, uint32_t& value) {
  std::string_view rest = text;
  uint32_t number = 0;
  if (!TakeHalfNumber(rest, number) || !IsOf(TrimLeft(rest))) return false;
  value = number;
  text = rest;
  return true;
}

// Two letters aside.
bool IsSection(std::string_view capitals) {
  constexpr std::string_view kSection = "SECTION";
  constexpr int kLikeness = 2;
  if (capitals == kSection) return true;
  return MayBeWithin(kLikeness, LetterSet(capitals), LetterSet(kSection)) &&
         EditDistance(capitals, kSection, kLikeness) <= kLikeness;
}

}  // namespace

void SkipMarks(std::string_view& text) {
  while (!text.empty() && !IsWordChar(text.front()) && text.front() != '"') text.remove_prefix(1);
}

SectionMark TakeSectionMark(std::string_view& text) {
  SectionMark mark;
  std::string_view rest = text;
  SkipMarks(rest);
  bool final = false;
  if (StartsWithWord(rest, "FINAL")) {
    final = true;
    rest = TrimLeft(rest.substr(5));
  }
  size_t letters = SpelledLength(rest, "SECTION");
  if (letters == 0) {
    while (letters < rest.size() && IsLetter(rest[letters])) ++letters;
    constexpr size_t kLongest = 9;
    if (letters < 5 || letters > kLongest) return mark;
    char folded[kLongest];
    for (size_t i = 0; i < kLongest && i < letters; ++i) folded[i] = ToUpper(rest[i]);
    if (!IsSection({folded, letters})) return mark;
  }
  rest = TrimLeft(rest.substr(letters));
  size_t number = TakeNumberWord(rest, mark.number) ? 0 : CountDigits(rest);
  // `S E C T I O N 0 1 OF 02`
  if (number == 1 && rest.size() > 2 && rest[0] == '0' && IsBlank(rest[1]) && IsDigit(rest[2])) {
    rest.remove_prefix(2);
    number = CountDigits(rest);
  }
  if (number == 0 && mark.number == 0 && !final) {
    mark.garbled = TakeGarbledNumber(rest, mark.number);
    if (!mark.garbled) return mark;
  }
  if (number > 4) return mark;
  if (number > 0) mark.number = ToNumber(rest.substr(0, number));
  rest.remove_prefix(number);
  std::string_view total = TrimLeft(rest);
  const bool word = IsOf(total);
  if (word || total.starts_with('/')) {
    total = TrimLeft(total.substr(word ? 2 : 1));
    const size_t digits = CountDigits(total);
    if (digits > 0 && digits <= 4) {
      mark.total = ToNumber(total.substr(0, digits));
      rest = total.substr(digits);
    } else if (TakeNumberWord(total, mark.total) || (word && TakeHalfNumber(total, mark.total)) ||
               (word && number == 0)) {
      rest = total;
    }
  }
  if (final && mark.total > 0) mark.number = mark.total;
  mark.present = true;
  text = rest;
  return mark;
}

}  // namespace cablestream
