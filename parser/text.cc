#include "parser/text.h"

#include <algorithm>
#include <array>
#include <utility>

namespace cablestream {

std::string_view TrimLeft(std::string_view text) {
  while (!text.empty()) {
    if (IsSpace(text.front())) {
      text.remove_prefix(1);
    } else if (text.starts_with(kNoBreakSpace)) {
      text.remove_prefix(kNoBreakSpace.size());
    } else {
      break;
    }
  }
  return text;
}

std::string_view TrimRight(std::string_view text) {
  while (!text.empty()) {
    if (IsSpace(text.back())) {
      text.remove_suffix(1);
    } else if (text.ends_with(kNoBreakSpace)) {
      text.remove_suffix(kNoBreakSpace.size());
    } else {
      break;
    }
  }
  return text;
}

std::string_view Trim(std::string_view text) {
  return TrimRight(TrimLeft(text));
}

std::string_view TrimAny(std::string_view text, std::string_view chars) {
  for (;;) {
    text = Trim(text);
    if (!text.empty() && chars.find(text.front()) != chars.npos) {
      text.remove_prefix(1);
    } else if (!text.empty() && chars.find(text.back()) != chars.npos) {
      text.remove_suffix(1);
    } else {
      return text;
    }
  }
}

bool EqualsFolded(std::string_view a, std::string_view upper) {
  return a.size() == upper.size() && StartsWithFolded(a, upper);
}

bool StartsWithFolded(std::string_view text, std::string_view upper) {
  if (text.size() < upper.size()) return false;
  for (size_t i = 0; i < upper.size(); ++i) {
    if (ToUpper(text[i]) != upper[i]) return false;
  }
  return true;
}

size_t FindFolded(std::string_view text, std::string_view upper, size_t from) {
  for (size_t i = from; i + upper.size() <= text.size(); ++i) {
    if (ToUpper(text[i]) == upper.front() && StartsWithFolded(text.substr(i), upper)) return i;
  }
  return text.npos;
}

bool StartsWithWord(std::string_view text, std::string_view upper) {
  return StartsWithFolded(text, upper) &&
         (text.size() == upper.size() || !IsWordChar(text[upper.size()]));
}

size_t FindWord(std::string_view text, std::string_view upper, size_t from) {
  for (size_t at = FindFolded(text, upper, from); at != text.npos;
       at = FindFolded(text, upper, at + 1)) {
    const bool free_before = at == 0 || !IsWordChar(text[at - 1]);
    if (free_before && StartsWithWord(text.substr(at), upper)) return at;
  }
  return text.npos;
}

bool AllDigits(std::string_view text) {
  return !text.empty() && CountDigits(text) == text.size();
}

bool HasLetter(std::string_view text) {
  return std::any_of(text.begin(), text.end(), IsLetter);
}

bool HasLower(std::string_view text) {
  return std::any_of(text.begin(), text.end(), IsLower);
}

size_t CountDigits(std::string_view text) {
  return static_cast<size_t>(std::find_if_not(text.begin(), text.end(), IsDigit) - text.begin());
}

uint32_t ToNumber(std::string_view digits) {
  uint32_t value = 0;
  for (char c : digits.substr(0, 9)) value = value * 10 + static_cast<uint32_t>(c - '0');
  return value;
}

std::string_view TakeToken(std::string_view& text) {
  size_t begin = 0;
  while (begin < text.size() && IsSpace(text[begin])) ++begin;
  size_t end = begin;
  while (end < text.size() && !IsSpace(text[end])) ++end;
  const std::string_view token = text.substr(begin, end - begin);
  text.remove_prefix(end);
  return token;
}

bool WithinOneEdit(std::string_view a, std::string_view b) {
  if (a.size() > b.size()) std::swap(a, b);
  if (b.size() - a.size() > 1) return false;
  size_t i = 0;
  while (i < a.size() && a[i] == b[i]) ++i;
  if (i == a.size()) return true;
  const bool same_length = a.size() == b.size();
  return a.substr(same_length ? i + 1 : i) == b.substr(i + 1);
}

size_t EditDistance(std::string_view a, std::string_view b, size_t limit) {
  constexpr size_t kLongest = 32;
  if (a.size() > kLongest || b.size() > kLongest) return limit + 1;
  const size_t gap = a.size() > b.size() ? a.size() - b.size() : b.size() - a.size();
  if (gap > limit) return limit + 1;
  std::array<size_t, kLongest + 1> row{};
  for (size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
    }
  }
  return std::min(row[b.size()], limit + 1);
}

}  // namespace cablestream
