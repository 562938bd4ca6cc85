#include "parser/text.h"

#include <algorithm>
#include <array>
#include <utility>

#include "parser/byte_scan.h"

namespace cablestream {

std::string_view TrimLeftSlowly(std::string_view text) {
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

std::string_view TrimRightSlowly(std::string_view text) {
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

std::string_view TrimAny(std::string_view text, std::string_view chars) {
  // A few characters: quicker than a search.
  const auto is_any = [chars](char c) {
    for (char one : chars) {
      if (one == c) return true;
    }
    return false;
  };
  for (;;) {
    text = Trim(text);
    if (!text.empty() && is_any(text.front())) {
      text.remove_prefix(1);
    } else if (!text.empty() && is_any(text.back())) {
      text.remove_suffix(1);
    } else {
      return text;
    }
  }
}

size_t FindFolded(std::string_view text, std::string_view upper, size_t from) {
  if (text.size() < upper.size()) return text.npos;
  const size_t last = text.size() - upper.size();
  const bool pair = upper.size() >= 2 && IsUpper(upper[0]) && IsUpper(upper[1]);
  for (size_t at = from; at <= last; ++at) {
    if (pair) at += FindLetterPair(text.substr(at), upper[0], upper[1]);
    if (at <= last && StartsWithFolded(text.substr(at), upper)) return at;
  }
  return text.npos;
}

size_t FindWord(std::string_view text, std::string_view upper, size_t from) {
  for (size_t at = FindFolded(text, upper, from); at != text.npos;
       at = FindFolded(text, upper, at + 1)) {
    const bool free_before = at == 0 || !IsWordChar(text[at - 1]);
    if (free_before && StartsWithWord(text.substr(at), upper)) return at;
  }
  return text.npos;
}

uint32_t ToNumber(std::string_view digits) {
  uint32_t value = 0;
  for (char c : digits.substr(0, 9)) value = value * 10 + static_cast<uint32_t>(c - '0');
  return value;
}

bool HasLowerBehind(std::string_view text, size_t from) {
  return FindLower(text.substr(from)) < text.size() - from;
}

size_t SpelledLengthSlowly(std::string_view text, std::string_view letters) {
  size_t matched = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    if (ToUpper(text[i]) == letters[matched]) {
      if (++matched == letters.size()) return i + 1;
    } else if (matched == 0 || !IsBlank(text[i])) {
      return 0;
    }
  }
  return 0;
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
  std::array<uint8_t, kLongest + 1> row;
  for (size_t j = 0; j <= b.size(); ++j) row[j] = static_cast<uint8_t>(j);
  for (size_t i = 1; i <= a.size(); ++i) {
    uint8_t diagonal = row[0];
    uint8_t least = row[0] = static_cast<uint8_t>(i);
    for (size_t j = 1; j <= b.size(); ++j) {
      const auto replaced = static_cast<uint8_t>(diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
      diagonal = row[j];
      const uint8_t moved = std::min(row[j], row[j - 1]);
      row[j] = std::min(replaced, static_cast<uint8_t>(moved + 1));
      least = std::min(least, row[j]);
    }
    if (least > limit) return limit + 1;
  }
  return std::min<size_t>(row[b.size()], limit + 1);
}

}  // namespace cablestream
