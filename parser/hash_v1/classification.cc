// Frozen with version 1 of the content hash; see v1.h.
#include <algorithm>
#include <array>

#include "parser/hash_v1/v1.h"
#include "parser/text.h"

namespace cablestream::hash_v1 {
namespace {

// Longer words before those they begin with.
constexpr auto kLevelWords = std::to_array<std::string_view>(
    {"UNCLASSIFIED", "UNCLAS", "CONFIDENTIAL", "TOPSECRET", "SECRET", "LIMITEDOFFICIALUSE",
     "LIMOFFUSE", "LOU", "RESTRICTED"});

constexpr auto kCaveats = std::to_array<std::string_view>(
    {"EFTO", "FOROFFICIALUSEONLY", "FOUO", "SENSITIVEBUTUNCLASSIFIED", "SBU", "SENSITIVE", "NOFORN",
     "NOCONTRACT", "ORCON", "EXDIS", "NODIS", "LIMDIS", "STADIS", "SIPDIS"});

// The end of a word: no letter follows, or SECTION run together with it.
bool EndsHere(std::string_view rest) {
  return rest.empty() || !IsLetter(rest.front()) || StartsWithFolded(rest, "SECTION");
}

bool TakeExactWord(std::string_view& text, ClassificationLine& result) {
  if (!MayBeginLevel(text)) return false;
  for (std::string_view word : kLevelWords) {
    const size_t length = SpelledLength(text, word);
    if (length == 0 || !EndsHere(text.substr(length))) continue;
    result.word = text.substr(0, length);
    text.remove_prefix(length);
    return true;
  }
  return false;
}

// `SS E C R E T`, `O N F I D E N T I A L`, `UNCLSA`: a run of short tokens or one word that is at
// most two letters (one, in a short word) from a level's name.
bool TakeGarbledWord(std::string_view& text, ClassificationLine& result) {
  constexpr size_t kLongest = 32;
  char squeezed[kLongest];
  size_t size = 0;
  std::string_view left = text;
  for (bool first = true;; first = false) {
    std::string_view next = left;
    const std::string_view token = TakeToken(next);
    const bool fits = !token.empty() && token.size() + size <= kLongest;
    if (!fits || (!first && token.size() > 2) || !HasLetter(token)) break;
    for (char c : token) squeezed[size++] = ToUpper(c);
    left = next;
    if (token.size() > 4) break;
  }
  if (size < 5) return false;
  for (std::string_view word : kLevelWords) {
    if (word.size() < 6) continue;
    const size_t limit = word.size() > 8 ? 2 : 1;
    if (EditDistance({squeezed, size}, word, limit) > limit) continue;
    result.word = text.substr(0, text.size() - left.size());
    text = left;
    return true;
  }
  return false;
}

void SkipMarks(std::string_view& text) {
  while (!text.empty() && !IsWordChar(text.front()) && text.front() != '"') text.remove_prefix(1);
}

bool TakeCaveat(std::string_view& text) {
  std::string_view rest = text;
  SkipMarks(rest);
  for (std::string_view caveat : kCaveats) {
    const size_t length = SpelledLength(rest, caveat);
    if (length == 0 || !EndsHere(rest.substr(length))) continue;
    text = rest.substr(length);
    return true;
  }
  return false;
}

bool IsPostToken(std::string_view token) {
  if (token.empty() || !IsLetter(token.front())) return false;
  return std::all_of(token.begin(), token.end(), [](char c) {
    return IsLetter(c) || c == '.' || c == '-' || c == '\'' || c == '0' || c == '/';
  });
}

// Digits, then letters that were run together with them.
std::string_view TakeSerial(std::string_view& text) {
  text = TrimLeft(text);
  const size_t length = CountDigits(text);
  if (length < 2 || length > 9) return {};
  // `1500Z` is a time.
  const std::string_view after = text.substr(length);
  if (after.starts_with('Z') && (after.size() == 1 || !IsLetter(after[1]))) return {};
  const std::string_view serial = text.substr(0, length);
  text.remove_prefix(length);
  return serial;
}

// `75 LIBREVILLE 1895`: two digits before a post.
void TakePrintedYear(std::string_view& text) {
  const std::string_view trimmed = TrimLeft(text);
  if (CountDigits(trimmed) != 2 || trimmed.size() < 4 || !IsBlank(trimmed[2])) return;
  text = trimmed.substr(2);
}

// Caveats, section and reference number.
void ReadAfterWord(std::string_view rest, ClassificationLine& result) {
  while (TakeCaveat(rest)) {
  }
  result.section = TakeSection(rest);
  while (TakeCaveat(rest)) {
  }
  SkipMarks(rest);
  result.rest = Trim(rest);
  (void)ReadReferenceNumber(rest, result);
}

// Without an opening quote; empty where no letter follows.
std::string_view WordsOf(std::string_view line) {
  line = TrimLeft(line);
  if (line.starts_with('"')) line.remove_prefix(1);
  return line.empty() || !IsLetter(line.front()) ? std::string_view() : line;
}

}  // namespace

bool TakeSection(std::string_view& text) {
  std::string_view rest = text;
  SkipMarks(rest);
  const bool final = StartsWithWord(rest, "FINAL");
  if (final) rest = TrimLeft(rest.substr(5));
  size_t letters = 0;
  while (letters < rest.size() && IsLetter(rest[letters])) ++letters;
  char folded[9];
  if (letters < 5 || letters > sizeof folded) return false;
  std::transform(rest.begin(), rest.begin() + letters, folded, ToUpper);
  if (EditDistance({folded, letters}, "SECTION", 2) > 2) return false;
  rest = TrimLeft(rest.substr(letters));
  const size_t number = CountDigits(rest);
  if (number > 4 || (number == 0 && !final)) return false;
  rest.remove_prefix(number);
  std::string_view total = TrimLeft(rest);
  if (StartsWithFolded(total, "OF") || StartsWithFolded(total, "GF") ||
      StartsWithFolded(total, "0F")) {
    total = TrimLeft(total.substr(2));
    const size_t digits = CountDigits(total);
    if (digits > 0 && digits <= 4) rest = total.substr(digits);
  }
  text = rest;
  return true;
}

bool ReadReferenceNumber(std::string_view text, ClassificationLine& result) {
  constexpr int kMostWords = 5;
  TakePrintedYear(text);
  text = TrimLeft(text);
  std::string_view rest = text;
  for (int words = 0; words < kMostWords; ++words) {
    std::string_view ahead = rest;
    const std::string_view token = TakeToken(ahead);
    if (!IsPostToken(token)) break;
    // `UNCLAS FOR PERS-4 FROM BUPERS 60396`: the text begins.
    for (std::string_view word : {"FOR", "FROM", "YOUR", "MY"}) {
      if (EqualsFolded(token, word)) return false;
    }
    rest = ahead;
  }
  const std::string_view post =
      Trim(text.substr(0, static_cast<size_t>(rest.begin() - text.begin())));
  if (post.empty()) return false;
  const std::string_view serial = TakeSerial(rest);
  if (serial.empty()) return false;
  result.post = post;
  result.serial = serial;
  return true;
}

bool ReadExactClassificationLine(std::string_view line, ClassificationLine& result) {
  result = {};
  std::string_view rest = WordsOf(line);
  if (rest.empty() || !TakeExactWord(rest, result)) return false;
  ReadAfterWord(rest, result);
  return true;
}

bool ReadGarbledClassificationLine(std::string_view line, ClassificationLine& result) {
  result = {};
  std::string_view rest = WordsOf(line);
  if (rest.empty() || !TakeGarbledWord(rest, result)) return false;
  ReadAfterWord(rest, result);
  return result.has_number();
}

bool IsBareClassification(std::string_view line) {
  if (!MayBeginLevel(WordsOf(line))) return false;
  ClassificationLine read;
  return ReadExactClassificationLine(line, read) && !read.has_number() && read.rest.empty() &&
         !read.section;
}

}  // namespace cablestream::hash_v1
