#include "parser/seam.h"

#include <algorithm>
#include <array>

#include "parser/text.h"

namespace cablestream {
namespace {

constexpr size_t kSerialDigits = 8;
constexpr size_t kSectionDigits = 3;

void SkipSpace(std::string_view text, size_t& at) {
  while (at < text.size() && (IsSpace(text[at]) || text[at] == '\\')) ++at;
}

bool TakeNumber(std::string_view text, size_t& at, size_t digits, uint32_t& value) {
  if (CountDigits(text.substr(at, digits + 1)) != digits) return false;
  value = ToNumber(text.substr(at, digits));
  at += digits;
  return true;
}

bool IsNameChar(char c) {
  return IsLetter(c) || c == '.' || c == '-' || c == '\'';
}

}  // namespace

PostLetters::PostLetters(std::string_view printed) {
  for (char c : printed) {
    if (IsLetter(c) && size_ < kMost) letters_[size_++] = ToUpper(c);
  }
}

bool ReadSeamNumbers(std::string_view text, Seam& seam) {
  size_t at = 0;
  uint32_t serial = 0;
  if (!text.starts_with("00") || !TakeNumber(text, at, kSerialDigits, serial)) return false;
  SkipSpace(text, at);
  if (at == kSerialDigits || !TakeNumber(text, at, kSectionDigits, seam.section)) return false;
  if (at + 1 < text.size() && text[at] == '.' && IsDigit(text[at + 1])) {
    seam.section = static_cast<uint32_t>(text[at + 1] - '0');
    at += 2;
  }
  SkipSpace(text, at);
  if (!StartsWithFolded(text.substr(std::min(at, text.size())), "OF")) return false;
  at += 2;
  SkipSpace(text, at);
  if (!TakeNumber(text, at, kSectionDigits, seam.total)) return false;
  seam.length = at;
  return true;
}

size_t SeamPostLength(std::string_view before, std::string_view post, size_t line_start) {
  constexpr size_t kFarthest = 64;
  constexpr int kMostWords = 5;
  constexpr size_t kLikeness = 2;
  const size_t far = before.size() > kFarthest ? before.size() - kFarthest : 0;
  size_t at = before.size();
  size_t one_word = 0;
  size_t to_line_start = 0;
  size_t nearest = kLikeness + 1;
  size_t near = 0;
  for (int words = 0; words < kMostWords && at > far; ++words) {
    while (at > far && IsSpace(before[at - 1])) --at;
    const size_t end = at;
    while (at > far && IsNameChar(before[at - 1])) --at;
    if (at == end || (at > 0 && !IsSpace(before[at - 1]))) break;
    const size_t length = before.size() - at;
    if (words == 0) one_word = length;
    if (at == line_start) to_line_start = length;
    const PostLetters letters(before.substr(at));
    if (letters.view() == post) return length;
    const size_t distance = EditDistance(letters.view(), post, kLikeness);
    if (distance < nearest && post.size() > 4) {
      nearest = distance;
      near = length;
    }
  }
  if (near != 0) return near;
  return to_line_start != 0 ? to_line_start : one_word;
}

bool IsGarbledSeamSlowly(std::string_view line, std::string_view post) {
  // A 0 for each digit.
  constexpr auto kShapes =
      std::to_array<std::string_view>({"00000000 000 OF 000", "00000000 000.0 OF 000"});
  constexpr size_t kShortest = 3;
  const size_t digits = FindDigit(line);
  if (digits == line.npos || digits < kShortest) return false;
  size_t begin = digits;
  while (begin > 0 && line[begin] != ' ' && line[begin] != '\t') --begin;
  if (line[begin] != ' ' && line[begin] != '\t') return false;
  std::array<char, 24> shape{};
  size_t size = 0;
  std::string_view rest = line.substr(begin);
  for (std::string_view token = TakeToken(rest); !token.empty(); token = TakeToken(rest)) {
    if (size + token.size() + 1 > shape.size()) return false;
    if (size > 0) shape[size++] = ' ';
    for (char c : token) shape[size++] = IsDigit(c) ? '0' : c;
  }
  const std::string_view printed(shape.data(), size);
  // A whole one is read elsewhere, and tells its section.
  if (std::find(kShapes.begin(), kShapes.end(), printed) != kShapes.end()) return false;
  const bool near = std::any_of(kShapes.begin(), kShapes.end(), [printed](std::string_view whole) {
    return EditDistance(printed, whole, 1) <= 1;
  });
  return near && EditDistance(PostLetters(line.substr(0, begin)).view(), post, 2) <= 2;
}

bool IsPageLineSlowly(std::string_view line) {
  std::string_view rest = line;
  if (!StartsWithWord(rest, "PAGE")) return false;
  rest = TrimLeft(rest.substr(4));
  const size_t digits = CountDigits(rest);
  if (digits == 0 || digits > 4) return false;
  rest = Trim(rest.substr(digits));
  // A post and a serial follow, or `OF 05`, or nothing.
  return rest.empty() || StartsWithWord(rest, "OF") ||
         (IsUpper(rest.front()) && !HasLower(rest) && FindDigit(rest) != rest.npos);
}

bool PageLines::TakesBelowBare(std::string_view line) {
  constexpr int kMostWords = 4;
  bare_ = false;
  if (IsPageLine(line)) return Takes(line);
  std::string_view rest = line;
  std::string_view token = TakeToken(rest);
  int words = 0;
  for (; words < kMostWords && !token.empty() && IsLetter(token.front()); ++words) {
    token = TakeToken(rest);
  }
  if (words == 0 || HasLower(line) || !AllDigits(token) || token.size() < 4) return false;
  // `01 OF 02  071504Z`
  for (token = TakeToken(rest); !token.empty(); token = TakeToken(rest)) {
    if (!IsDigit(token.front()) && token != "OF") return false;
  }
  return true;
}

bool IsEndLineSlowly(std::string_view line) {
  if (EqualsFolded(line, "BT") || EqualsFolded(line, "NNN") || EqualsFolded(line, "NNNN")) {
    return true;
  }
  return line.size() >= 3 && line.front() == '#' && AllDigits(line.substr(1));
}

bool IsRule(std::string_view line) {
  size_t marks = 0;
  for (char c : line) {
    if (c == '-' || c == '=' || c == '_' || c == '*') {
      ++marks;
    } else if (!IsBlank(c)) {
      return false;
    }
  }
  return marks >= 3;
}

}  // namespace cablestream
