// Frozen with version 1 of the content hash; see v1.h.
#include <algorithm>

#include "parser/byte_scan.h"
#include "parser/hash_v1/v1.h"
#include "parser/text.h"

namespace cablestream::hash_v1 {
namespace {

constexpr size_t kSerialDigits = 8;
constexpr size_t kSectionDigits = 3;

void SkipSpace(std::string_view text, size_t& at) {
  while (at < text.size() && (IsSpace(text[at]) || text[at] == '\\')) ++at;
}

bool TakeNumber(std::string_view text, size_t& at, size_t digits) {
  if (CountDigits(text.substr(at, digits + 1)) != digits) return false;
  at += digits;
  return true;
}

bool IsNameChar(char c) {
  return IsLetter(c) || c == '.' || c == '-' || c == '\'';
}

}  // namespace

std::string_view WithoutLineEndSlowly(std::string_view line) {
  line = TrimRight(line);
  if (line.ends_with('\\')) line = TrimRight(line.substr(0, line.size() - 1));
  return line;
}

bool LineCursor::Next(std::string_view& line) {
  if (position_ >= text_.size()) return false;
  const std::string_view rest = text_.substr(position_);
  const size_t length = LengthBefore<'\n'>(rest);
  line = WithoutLineEnd(rest.substr(0, length));
  position_ += std::min(length + 1, rest.size());
  return true;
}

PostLetters::PostLetters(std::string_view printed) {
  for (char c : printed) {
    if (IsLetter(c) && size_ < kMost) letters_[size_++] = ToUpper(c);
  }
}

size_t SeamLength(std::string_view text) {
  size_t at = 0;
  if (!text.starts_with("00") || !TakeNumber(text, at, kSerialDigits)) return 0;
  SkipSpace(text, at);
  if (at == kSerialDigits || !TakeNumber(text, at, kSectionDigits)) return 0;
  if (at + 1 < text.size() && text[at] == '.' && IsDigit(text[at + 1])) at += 2;
  SkipSpace(text, at);
  if (!StartsWithFolded(text.substr(std::min(at, text.size())), "OF")) return 0;
  at += 2;
  SkipSpace(text, at);
  return TakeNumber(text, at, kSectionDigits) ? at : 0;
}

size_t SeamPostLength(std::string_view before, std::string_view post) {
  constexpr size_t kFarthest = 64;
  constexpr int kMostWords = 5;
  constexpr size_t kLikeness = 2;
  const size_t far = before.size() > kFarthest ? before.size() - kFarthest : 0;
  size_t at = before.size();
  size_t one_word = 0;
  size_t nearest = kLikeness + 1;
  size_t near = 0;
  for (int words = 0; words < kMostWords && at > far; ++words) {
    while (at > far && IsSpace(before[at - 1])) --at;
    const size_t end = at;
    while (at > far && IsNameChar(before[at - 1])) --at;
    if (at == end || (at > 0 && !IsSpace(before[at - 1]))) break;
    const size_t length = before.size() - at;
    if (words == 0) one_word = length;
    const PostLetters letters(before.substr(at));
    if (letters.view() == post) return length;
    const size_t distance = EditDistance(letters.view(), post, kLikeness);
    if (distance < nearest && post.size() > 4) {
      nearest = distance;
      near = length;
    }
  }
  return near != 0 ? near : one_word;
}

bool IsPageLine(std::string_view line) {
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

bool IsShortEndLine(std::string_view line) {
  if (line == "BT" || line == "NNN" || line == "NNNN") return true;
  return line.size() >= 3 && line.front() == '#' && AllDigits(line.substr(1));
}

}  // namespace cablestream::hash_v1
