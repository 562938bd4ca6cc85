// Small questions about bytes. ASCII only, whatever the locale; nothing here allocates. The content
// hash stands on them: none ever changes its answer.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace cablestream {

// A pilcrow, which the archive put before each number or letter at the start of a line.
inline constexpr std::string_view kPilcrow = "\xC2\xB6";
inline constexpr std::string_view kNoBreakSpace = "\xC2\xA0";

constexpr bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}
constexpr bool IsUpper(char c) {
  return c >= 'A' && c <= 'Z';
}
constexpr bool IsLower(char c) {
  return c >= 'a' && c <= 'z';
}
constexpr bool IsLetter(char c) {
  return IsUpper(c) || IsLower(c);
}
constexpr bool IsWordChar(char c) {
  return IsLetter(c) || IsDigit(c);
}
constexpr bool IsBlank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v';
}
constexpr bool IsSpace(char c) {
  return IsBlank(c) || c == '\n';
}
constexpr char ToUpper(char c) {
  return IsLower(c) ? static_cast<char>(c - 'a' + 'A') : c;
}
// Whether a byte is ASCII, printed and not a blank.
constexpr bool IsInk(char c) {
  return c > ' ' && c != '\x7f';
}

// Without white space (NBSP too) at either end.
[[nodiscard]] std::string_view TrimLeftSlowly(std::string_view text);
[[nodiscard]] std::string_view TrimRightSlowly(std::string_view text);
[[nodiscard]] inline std::string_view TrimLeft(std::string_view text) {
  return text.empty() || IsInk(text.front()) ? text : TrimLeftSlowly(text);
}
// Without one blank or CR at the end: most lines end in no more than that.
[[nodiscard]] inline std::string_view DropOneBlank(std::string_view text) {
  const bool blank = !text.empty() && (text.back() == ' ' || text.back() == '\r');
  return blank ? text.substr(0, text.size() - 1) : text;
}
[[nodiscard]] inline std::string_view TrimRight(std::string_view text) {
  text = DropOneBlank(text);
  return text.empty() || IsInk(text.back()) ? text : TrimRightSlowly(text);
}
[[nodiscard]] inline std::string_view Trim(std::string_view text) {
  return TrimRight(TrimLeft(text));
}

// Without any of `chars` at either end, white space included.
[[nodiscard]] std::string_view TrimAny(std::string_view text, std::string_view chars);

[[nodiscard]] inline bool StartsWithFolded(std::string_view text, std::string_view upper) {
  if (text.size() < upper.size()) return false;
  for (size_t i = 0; i < upper.size(); ++i) {
    if (ToUpper(text[i]) != upper[i]) return false;
  }
  return true;
}
[[nodiscard]] inline bool EqualsFolded(std::string_view a, std::string_view upper) {
  return a.size() == upper.size() && StartsWithFolded(a, upper);
}
// The place of `upper` (not empty) in `text` at or after `from`, whatever its case; npos = none.
[[nodiscard]] size_t FindFolded(std::string_view text, std::string_view upper, size_t from = 0);
// Whether `word` stands at the start of `text` and ends there as a word.
[[nodiscard]] inline bool StartsWithWord(std::string_view text, std::string_view upper) {
  return StartsWithFolded(text, upper) &&
         (text.size() == upper.size() || !IsWordChar(text[upper.size()]));
}
// Like FindFolded, for a word or words that stand free on both sides.
[[nodiscard]] size_t FindWord(std::string_view text, std::string_view upper, size_t from = 0);

// Digits from the start of `text`.
[[nodiscard]] inline size_t CountDigits(std::string_view text) {
  size_t digits = 0;
  while (digits < text.size() && IsDigit(text[digits])) ++digits;
  return digits;
}
[[nodiscard]] inline bool AllDigits(std::string_view text) {  // and not empty
  return !text.empty() && CountDigits(text) == text.size();
}
// Where the first digit is, from `from` on; npos = nowhere.
[[nodiscard]] inline size_t FindDigit(std::string_view text, size_t from = 0) {
  while (from < text.size() && !IsDigit(text[from])) ++from;
  return from < text.size() ? from : text.npos;
}
[[nodiscard]] inline bool HasLetter(std::string_view text) {
  for (char c : text) {
    if (IsLetter(c)) return true;
  }
  return false;
}
[[nodiscard]] bool HasLowerBehind(std::string_view text, size_t from);
[[nodiscard]] inline bool HasLower(std::string_view text) {
  constexpr size_t kNear = 4;
  const size_t near = text.size() < kNear ? text.size() : kNear;
  for (size_t i = 0; i < near; ++i) {
    if (IsLower(text[i])) return true;
  }
  return near < text.size() && HasLowerBehind(text, near);
}
// The value of at most nine digits; a longer run is cut there.
[[nodiscard]] uint32_t ToNumber(std::string_view digits);

// Takes the next run of non-blanks off the front of `text`; empty at the end.
inline std::string_view TakeToken(std::string_view& text) {
  size_t begin = 0;
  while (begin < text.size() && IsSpace(text[begin])) ++begin;
  size_t end = begin;
  while (end < text.size() && !IsSpace(text[end])) ++end;
  const std::string_view token = text.substr(begin, end - begin);
  text.remove_prefix(end);
  return token;
}

// Whether at most one letter is wrong, missing or too many. Linear.
[[nodiscard]] bool WithinOneEdit(std::string_view a, std::string_view b);

// How much of `text` spells `letters` (upper case, not empty) in either case, blanks allowed
// between them; 0 = it does not.
[[nodiscard]] size_t SpelledLengthSlowly(std::string_view text, std::string_view letters);
[[nodiscard]] inline size_t SpelledLength(std::string_view text, std::string_view letters) {
  const bool begins = !text.empty() && ToUpper(text.front()) == letters.front();
  return begins ? SpelledLengthSlowly(text, letters) : 0;
}

// Levenshtein distance of two short words, `limit` + 1 if it is larger. Words longer than 32 bytes
// differ by more than any limit.
[[nodiscard]] size_t EditDistance(std::string_view a, std::string_view b, size_t limit);

}  // namespace cablestream
