#include "parser/labels.h"

#include <algorithm>
#include <array>

#include "parser/byte_scan.h"
#include "parser/executive_order.h"
#include "parser/reference_marks.h"
#include "parser/tags.h"
#include "parser/text.h"

namespace cablestream {
namespace {

size_t CountLetters(std::string_view text) {
  size_t letters = 0;
  while (letters < text.size() && IsLetter(text[letters])) ++letters;
  return letters;
}

// After the label's word: a colon and what may stand around it.
size_t SkipColon(std::string_view line, size_t at, bool& colon) {
  while (at < line.size() && IsBlank(line[at])) ++at;
  colon = at < line.size() && (line[at] == ':' || line[at] == ';');
  if (colon) ++at;
  while (at < line.size() && IsBlank(line[at])) ++at;
  return at;
}

// `E.O. 12958`, `EO 12958`, `E.0. 12958`, `E. O. 12958`: the number is part of the value.
size_t OrderLength(std::string_view line) {
  if (line.size() < 7 || ToUpper(line[0]) != 'E') return 0;
  size_t at = 1;
  while (at < line.size() && (line[at] == '.' || IsBlank(line[at]))) ++at;
  if (at >= line.size() || (ToUpper(line[at]) != 'O' && line[at] != '0')) return 0;
  ++at;
  while (at < line.size() && (line[at] == '.' || line[at] == ':' || IsBlank(line[at]))) ++at;
  const size_t digits = CountDigits(line.substr(at, 7));
  return digits >= 4 && digits <= 6 ? at : 0;
}

bool IsTagsWord(std::string_view word) {
  return EqualsFolded(word, "TAGS") || EqualsFolded(word, "TAG");
}

// `TGAS`: two neighbours have changed places.
bool IsSwapped(std::string_view a, std::string_view b) {
  size_t at = 0;
  while (at < a.size() && at < b.size() && a[at] == b[at]) ++at;
  return a.size() == b.size() && at + 1 < a.size() && a[at] == b[at + 1] && a[at + 1] == b[at] &&
         a.substr(at + 2) == b.substr(at + 2);
}

// A letter wrong, missing or too many, or two that changed places.
bool IsNearWord(std::string_view word, std::string_view upper) {
  char folded[16];
  if (word.size() + 1 < upper.size() || word.size() > upper.size() + 1) return false;
  std::transform(word.begin(), word.end(), folded, ToUpper);
  return WithinOneEdit({folded, word.size()}, upper) || IsSwapped({folded, word.size()}, upper);
}

// `REF`, `REFS`, `REF(S)`, `REFERENCES`, `REFTEL`: how long the word is, 0 = another.
size_t ReferenceWordLength(std::string_view line) {
  constexpr auto kWords = std::to_array<std::string_view>(
      {"REFERENCES", "REFERENCE", "REFTELS", "REFTEL", "REF(S)", "REFS", "REF"});
  for (std::string_view word : kWords) {
    if (StartsWithFolded(line, word) &&
        (line.size() == word.size() || !IsWordChar(line[word.size()]))) {
      return word.size();
    }
  }
  return 0;
}

// A bare `REF` is a label where a bullet, a year or a post in upper case follows, with a number.
bool BeginsReference(std::string_view value) {
  constexpr size_t kNear = 40;
  if (value.size() < 2) return value.empty();
  if (!IsDigit(value[0]) && value[0] != '(' && !IsUpper(value[0])) return false;
  return FindDigit(value.substr(0, kNear)) != value.npos;
}

LabelMatch ReferenceAtStart(std::string_view line) {
  if (ToUpper(line.front()) != 'R') return {};
  const size_t length = ReferenceWordLength(line);
  if (length == 0) return {};
  // `REF A: STATE 1` numbers the label itself: the letter stays with the value.
  bool colon = false;
  size_t value = SkipColon(line, length, colon);
  if (!colon && value < line.size() && (line[value] == '.' || line[value] == '-')) {
    colon = true;
    ++value;
  }
  if (!colon && (HasLower(line.substr(0, length)) || !BeginsReference(line.substr(value)))) {
    return {};
  }
  // `REFTEL` alone names no cable: it is the value.
  if (!colon && value == line.size() && length >= 6) value = 0;
  return {Label::kReference, 0, value, colon};
}

LabelMatch ClassifiedByAtStart(std::string_view line, size_t letters) {
  if (letters < 9 || letters > 11 || !IsNearWord(line.substr(0, letters), "CLASSIFIED")) return {};
  const std::string_view rest = TrimLeft(line.substr(letters));
  if (!StartsWithWord(rest, "BY")) return {};
  bool colon = false;
  const size_t by = line.size() - rest.size() + 2;
  const size_t value = SkipColon(line, by, colon);
  return {Label::kClassifiedBy, 0, value, true};
}

LabelMatch WordAtStart(std::string_view line, size_t letters) {
  // Neither TAG nor SUBJECT with one letter wrong.
  if (letters < 3 || letters > 8) return {};
  const std::string_view word = line.substr(0, letters);
  bool colon = false;
  const size_t value = SkipColon(line, letters, colon);
  if (IsTagsWord(word) || (colon && (EqualsFolded(word, "AGS") || EqualsFolded(word, "TGS") ||
                                     EqualsFolded(word, "TAGA") || EqualsFolded(word, "RAGS")))) {
    return {Label::kTags, 0, value, colon};
  }
  const bool subject = EqualsFolded(word, "SUBJECT") || EqualsFolded(word, "SUBJ") ||
                       (colon && IsNearWord(word, "SUBJECT"));
  if (subject && (colon || !HasLower(word))) return {Label::kSubject, 0, value, colon};
  // `SUBJECTO PORT CALLS`: a letter for the colon.
  const bool run_on = word.size() == 8 && word.starts_with("SUBJECT") && word.back() != 'S';
  if (run_on && IsUpper(word.back())) return {Label::kSubject, 0, value, false};
  return {};
}

// `S U B J E C T:`, `T A G S:`: blanks between all letters, and a colon.
LabelMatch SpacedAtStart(std::string_view line) {
  struct Word {
    std::string_view letters;
    Label label;
  };
  constexpr auto kWords = std::to_array<Word>({{"SUBJECT", Label::kSubject},
                                               {"SUBJ", Label::kSubject},
                                               {"TAGS", Label::kTags},
                                               {"REFS", Label::kReference},
                                               {"REF", Label::kReference},
                                               {"CLASSIFIEDBY", Label::kClassifiedBy}});
  if (line.size() < 6 || !IsBlank(line[1]) || !IsBlank(line[3])) return {};
  for (const Word& word : kWords) {
    const size_t length = SpelledLength(line, word.letters);
    if (length == 0) continue;
    bool colon = false;
    const size_t value = SkipColon(line, length, colon);
    if (colon) return {word.label, 0, value, true};
  }
  return {};
}

// `12958:`, whatever stands before it; behind initials the colon may be missing.
bool BeginsWithOrder(std::string_view text, bool dotted) {
  const size_t digits = CountDigits(text);
  const std::string_view number = text.substr(0, digits);
  if (NearestOrder(number) != number) return false;
  return dotted || text.substr(digits).starts_with(':');
}

// `E.O. 129E8: N/A`: a digit is garbled, and what follows is an order's.
LabelMatch GarbledOrderAtStart(std::string_view line) {
  if (!line.starts_with("E.O.")) return {};
  const std::string_view value = TrimLeft(line.substr(4));
  std::string_view rest = value;
  const std::string_view number = TrimAny(TakeToken(rest), ":;");
  if (NearestOrder(number.substr(0, number.find(':'))).empty()) return {};
  return {Label::kOrder, 0, static_cast<size_t>(value.data() - line.data()), true};
}

// `RXF: OSLO 12`, `TGAS: PREL`, `E.Q. 12958: N/A`: a letter of the label is wrong, and what follows
// shows which it is.
LabelMatch GarbledAtStart(std::string_view line, size_t letters) {
  const size_t digits = FindDigit(line.substr(0, 8));
  const bool dotted = letters == 1 && line.substr(1).starts_with('.');
  if (digits != line.npos && BeginsWithOrder(line.substr(digits), dotted)) {
    return {Label::kOrder, 0, digits, true};
  }
  if (letters == 1 && line.substr(1).starts_with('.')) return GarbledOrderAtStart(line);
  bool colon = false;
  const size_t value = SkipColon(line, letters, colon);
  if (letters < 2 || letters > 6) return {};
  const std::string_view word = line.substr(0, letters);
  const std::string_view rest = line.substr(value);
  // `TAGSO PREL`, `REFX OSLO 12`: a letter for the colon.
  const bool blank = letters < line.size() && IsBlank(line[letters]);
  if (letters == 5 && blank && word.starts_with("TAGS") && BeginsWithTag(rest)) {
    return {Label::kTags, 0, value, true};
  }
  if (letters == 4 && blank && word.starts_with("REF") && BeginsWithCable(rest)) {
    return {Label::kReference, 0, value, true};
  }
  if (!colon) return {};
  if (IsNearWord(word, "TAGS") && BeginsWithTag(rest)) return {Label::kTags, 0, value, true};
  const bool reference = IsNearWord(word, "REF") || IsNearWord(word, "REFS");
  if (reference && BeginsWithCable(rest)) return {Label::kReference, 0, value, true};
  return {};
}

// Whether `upper` and a colon stand at `at`.
bool IsWordAndColon(std::string_view text, size_t at, std::string_view upper) {
  if (!StartsWithFolded(text.substr(at), upper)) return false;
  const size_t colon = text.find_first_not_of(" ", at + upper.size());
  return colon != text.npos && (text[colon] == ':' || text[colon] == ';');
}

bool StandsFree(std::string_view text, size_t at) {
  return at == 0 || !IsWordChar(text[at - 1]);
}

// The label that stands at `at` inside a line.
bool InnerLabel(std::string_view text, size_t at) {
  switch (ToUpper(text[at])) {
    case 'E':
      return StandsFree(text, at) && OrderLength(text.substr(at)) > 0 &&
             (text[at + 1] == '.' || text[at + 1] == 'O');
    case 'T':
      // `N/ATAGS: PREL` was run together.
      if (text.substr(at).starts_with("TAGS:")) return true;
      return StandsFree(text, at) &&
             (IsWordAndColon(text, at, "TAGS") ||
              (text.substr(at).starts_with("TAGS ") && BeginsWithTag(text.substr(at + 5))));
    case 'S':
      if (text.substr(at).starts_with("SUBJECT:")) return true;
      return StandsFree(text, at) &&
             (IsWordAndColon(text, at, "SUBJECT") || IsWordAndColon(text, at, "SUBJ"));
    case 'R':
      // `EGYPTREF:` was run together.
      if (text.substr(at).starts_with("REF:")) return true;
      return StandsFree(text, at) &&
             (IsWordAndColon(text, at, "REF") || IsWordAndColon(text, at, "REFS") ||
              IsWordAndColon(text, at, "REF(S)") || IsWordAndColon(text, at, "REFTEL"));
    case 'C':
      return StandsFree(text, at) && StartsWithFolded(text.substr(at), "CLASSIFIED BY");
    case 'A':
      return StandsFree(text, at) && text.substr(at).starts_with("AGS: ");
    default:
      return false;
  }
}

// Where the first two letters of an inner label stand next: `E.`, `EO`, `TA`, `SU`, `RE`, `CL`,
// `AG`. The text's size or more = nowhere.
size_t NextLabelLetters(std::string_view text, size_t from) {
  if (from >= text.size()) return text.size();
  const std::string_view rest = text.substr(from);
  const size_t at = byte_scan::Find<1>(rest, [](const auto& load) {
    const auto fold = byte_scan::Each(' ');  // the bit that tells the cases apart; a point has it
    const auto first = load(1) | fold;
    const auto second = load(0) | fold;
    const auto pair = [&](char a, char b) {
      return (first == byte_scan::Each(a)) & (second == byte_scan::Each(b));
    };
    return pair('e', '.') | pair('e', 'o') | pair('t', 'a') | pair('s', 'u') | pair('r', 'e') |
           pair('c', 'l') | pair('a', 'g');
  });
  return at < rest.size() ? from + at - 1 : text.size();
}

size_t SkipPilcrow(std::string_view text) {
  return text.starts_with(kPilcrow) ? kPilcrow.size() : 0;
}

}  // namespace

LabelMatch LabelAtStart(std::string_view line) {
  const size_t skipped = SkipPilcrow(line);
  line.remove_prefix(skipped);
  if (line.empty() || !IsLetter(line.front())) return {};
  const size_t letters = CountLetters(line);
  LabelMatch match;
  if (const size_t order = OrderLength(line); order > 0) {
    match = {Label::kOrder, 0, order, true};
  } else if (match = WordAtStart(line, letters); match.label == Label::kNone) {
    match = ReferenceAtStart(line);
    if (match.label == Label::kNone) match = ClassifiedByAtStart(line, letters);
    if (match.label == Label::kNone && letters == 1) match = SpacedAtStart(line);
    if (match.label == Label::kNone) match = GarbledAtStart(line, letters);
  }
  match.value += skipped;
  return match;
}

LabelMatch FindLabel(std::string_view text, size_t from) {
  for (size_t at = NextLabelLetters(text, from); at < text.size();
       at = NextLabelLetters(text, at + 1)) {
    if (!InnerLabel(text, at)) continue;
    LabelMatch match = LabelAtStart(text.substr(at, 64));
    if (match.label == Label::kNone) continue;
    match.begin = at;
    match.value += at;
    match.sure = true;
    return match;
  }
  return {Label::kNone, text.npos, text.npos, false};
}

}  // namespace cablestream
