#include "parser/reference_marks.h"

#include <algorithm>

#include "parser/posts.h"
#include "parser/subject.h"
#include "parser/text.h"
#include "parser/trim_marks.h"

namespace cablestream {
namespace {

// A post of the table and a number.
bool BeginsWithNumber(std::string_view line) {
  constexpr size_t kFarthest = 32;
  const std::string_view name = TrimLeft(line.substr(CountDigits(line)));
  const size_t at = FindDigit(name.substr(0, kFarthest));
  return at != name.npos && at > 2 && IsKnownPost(CanonicalPost(name.substr(0, at)).view());
}

// `BW SAN JOSE 361` where B is next, or behind a pilcrow: a letter for the point.
bool IsGarbledBullet(std::string_view text, char next, bool pilcrow) {
  if (text.size() < 4 || !IsUpper(text[0]) || !IsUpper(text[1]) || !IsBlank(text[2])) return false;
  return (next == 0 ? pilcrow : text[0] == next) && BeginsWithNumber(TrimLeft(text.substr(3)));
}

}  // namespace

size_t BulletLength(std::string_view text, char next, char& letter) {
  size_t at = text.starts_with(kPilcrow) ? kPilcrow.size() : 0;
  const bool open = at < text.size() && text[at] == '(';
  if (open) ++at;
  if (at + 1 >= text.size() || !IsLetter(text[at])) return 0;
  letter = ToUpper(text[at]);
  const char mark = text[at + 1];
  const bool marked = mark == ')' || (!open && (mark == '.' || mark == ':'));
  if (!marked && !(IsSpace(mark) && letter == next && IsUpper(text[at]))) {
    return IsGarbledBullet(text.substr(at), next, at > 0) ? at + 2 : 0;
  }
  at += 2;
  if (marked && at < text.size() && (text[at] == '.' || text[at] == ':')) ++at;
  // `U.S. 1`, `E.O. 12958`: initials, not bullets.
  if (mark == '.' && at + 1 < text.size() && IsLetter(text[at]) && text[at + 1] == '.') return 0;
  return at;
}

size_t ReferencesEnd(std::string_view line) {
  constexpr size_t kTelegramLine = 72;
  if (line.size() <= kTelegramLine) return line.size();
  size_t end = line.size();
  for (std::string_view phrase :
       {"SENSITIVE BUT", "THIS MESSAGE", "THIS CABLE", "(SBU) ", "(U) ", "SUMMARY"}) {
    end = std::min(end, FindFolded(line.substr(0, end), phrase));
  }
  return std::min(end, line.size());
}

bool ContinuesReferences(std::string_view before, std::string_view line, bool blank_between) {
  // An entry's end is looked at, not all that came before it.
  constexpr size_t kTail = 512;
  line = TrimLeft(line);
  char letter = 0;
  size_t portion = 0;
  if (!PortionAtStart(line, portion).empty() && !BeginsWithNumber(line.substr(portion)))
    return false;
  if (BulletLength(line, 0, letter) > 0 && letter <= 'Z') return true;
  before = Trim(before.substr(before.size() - std::min(before.size(), kTail)));
  if (before.empty()) return BeginsWithNumber(line) || !blank_between;
  if (BeginsWithNumber(line)) return true;
  if (IsDigit(line.front()) && !before.empty() && !IsDigit(before.back())) return true;
  if (blank_between) return false;
  const char last = before.back();
  const size_t space = before.find_last_of(' ');
  const std::string_view last_word = before.substr(space == before.npos ? 0 : space + 1);
  return last == ',' || last == ';' || last == '(' || last == '/' || last == '-' ||
         EqualsFolded(last_word, "AND") || EqualsFolded(last_word, "OF") ||
         before.rfind('(') + 1 > before.rfind(')') + 1 || line.front() == '(' ||
         StartsWithWord(line, "AND") || StartsWithWord(line, "REF");
}

bool BeginsWithCable(std::string_view text) {
  char letter = 0;
  const size_t bullet = BulletLength(text, 'A', letter);
  return BeginsWithNumber(TrimLeft(text.substr(bullet)));
}

bool IsCableList(std::string_view line) {
  if (HasLower(line) || !BeginsWithCable(line)) return false;
  // Of the words beside bullets, years and posts a list has few.
  for (;;) {
    char letter = 0;
    line = TrimMarks<',', ';', ':', '&'>(line);
    if (StartsWithWord(line, "AND")) line = TrimLeft(line.substr(3));
    if (StartsWithWord(line, "(NOTAL)")) line = TrimLeft(line.substr(7));
    if (line.empty()) return true;
    line = TrimLeft(line.substr(BulletLength(line, 'A', letter)));
    const size_t year = CountDigits(line) == 2 ? 2 : 0;
    const size_t digits = FindDigit(line, year);
    const size_t post = BeginsWithNumber(line) ? digits : 0;
    if (digits == line.npos || (post == 0 && digits != 0)) return false;
    line.remove_prefix(post);
    const size_t serial = CountDigits(line);
    if (serial == 0 || serial > 9) return false;
    line.remove_prefix(serial);
  }
}

bool IsBulletedCable(std::string_view line, char letter) {
  char found = 0;
  const size_t length = BulletLength(line, 0, found);
  return length > 0 && found == letter && BeginsWithNumber(TrimLeft(line.substr(length)));
}

}  // namespace cablestream
