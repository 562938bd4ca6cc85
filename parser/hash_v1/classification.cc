// Frozen with version 1 of the content hash; see v1.h.
#include <array>

#include "parser/hash_v1/v1.h"
#include "parser/letter_set.h"
#include "parser/text.h"

namespace cablestream::hash_v1 {
namespace {

struct LevelWord {
  std::string_view letters;
  uint32_t set = LetterSet(letters);
};

// Longer words before those they begin with.
constexpr auto kLevelWords = std::to_array<LevelWord>({{"UNCLASSIFIED"},
                                                       {"UNCLAS"},
                                                       {"CONFIDENTIAL"},
                                                       {"TOPSECRET"},
                                                       {"SECRET"},
                                                       {"LIMITEDOFFICIALUSE"},
                                                       {"LIMOFFUSE"},
                                                       {"LOU"},
                                                       {"RESTRICTED"}});

constexpr auto kCaveats = std::to_array<std::string_view>(
    {"EFTO", "FOROFFICIALUSEONLY", "FOUO", "SENSITIVEBUTUNCLASSIFIED", "SBU", "SENSITIVE", "NOFORN",
     "NOCONTRACT", "ORCON", "EXDIS", "NODIS", "LIMDIS", "STADIS", "SIPDIS"});

// What caveats begin with.
constexpr uint32_t kCaveatInitials = [] {
  uint32_t initials = 0;
  for (std::string_view caveat : kCaveats) initials |= LetterSet(caveat.substr(0, 1));
  return initials;
}();

// The end of a word: no letter follows, or SECTION run together with it.
bool EndsHere(std::string_view rest) {
  return rest.empty() || !IsLetter(rest.front()) || StartsWithFolded(rest, "SECTION");
}

bool TakeExactWord(std::string_view& text) {
  if (!MayBeginLevel(text)) return false;
  for (const LevelWord& word : kLevelWords) {
    const size_t length = SpelledLength(text, word.letters);
    if (length == 0 || !EndsHere(text.substr(length))) continue;
    text.remove_prefix(length);
    return true;
  }
  return false;
}

// Whether a word of capitals is at most two letters (one, from a short name) from a level's name.
bool IsNearLevelWord(std::string_view capitals) {
  const uint32_t set = LetterSet(capitals);
  for (const LevelWord& word : kLevelWords) {
    if (word.letters.size() < 6) continue;
    const int limit = word.letters.size() > 8 ? 2 : 1;
    if (!MayBeWithin(limit, set, word.set)) continue;
    const auto most = static_cast<size_t>(limit);
    if (EditDistance(capitals, word.letters, most) <= most) return true;
  }
  return false;
}

// `SS E C R E T`, `O N F I D E N T I A L`, `UNCLSA`: a run of short tokens or one word that is
// near a level's name.
bool TakeGarbledWord(std::string_view& text) {
  constexpr size_t kShortest = 5;
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
  if (size < kShortest || !IsNearLevelWord({squeezed, size})) return false;
  text = left;
  return true;
}

void SkipMarks(std::string_view& text) {
  while (!text.empty() && !IsWordChar(text.front()) && text.front() != '"') text.remove_prefix(1);
}

bool TakeCaveat(std::string_view& text) {
  std::string_view rest = text;
  SkipMarks(rest);
  if ((LetterSet(rest.substr(0, 1)) & kCaveatInitials) == 0) return false;
  // What mostly follows and is none.
  if (rest.starts_with("SECTION")) return false;
  for (std::string_view caveat : kCaveats) {
    const size_t length = SpelledLength(rest, caveat);
    if (length == 0 || !EndsHere(rest.substr(length))) continue;
    text = rest.substr(length);
    return true;
  }
  return false;
}

bool IsPostChar(char c) {
  return IsLetter(c) || c == '.' || c == '-' || c == '\'' || c == '0' || c == '/';
}

// Takes one word of a post's name off the front of `text`; empty where there is none.
std::string_view TakePostWord(std::string_view& text) {
  std::string_view rest = text;
  while (!rest.empty() && IsSpace(rest.front())) rest.remove_prefix(1);
  if (rest.empty() || !IsLetter(rest.front())) return {};
  size_t length = 1;
  while (length < rest.size() && IsPostChar(rest[length])) ++length;
  if (length < rest.size() && !IsSpace(rest[length])) return {};
  text = rest.substr(length);
  return rest.substr(0, length);
}

// `UNCLAS FOR PERS-4 FROM BUPERS 60396`: the text begins.
bool BeginsText(std::string_view word) {
  if (word.size() > 4) return false;
  return EqualsFolded(word, "FOR") || EqualsFolded(word, "FROM") || EqualsFolded(word, "YOUR") ||
         EqualsFolded(word, "MY");
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

void SkipCaveats(std::string_view& text) {
  while (TakeCaveat(text)) {
  }
}

// The word was taken off the front of `line`, and left `rest`: caveats, section and reference
// number.
void ReadAfterWord(std::string_view line, std::string_view rest, ClassificationLine& result) {
  result = {};
  result.word = line.substr(0, line.size() - rest.size());
  SkipCaveats(rest);
  result.section = TakeSection(rest);
  SkipCaveats(rest);
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

// Two letters aside.
bool IsSection(std::string_view capitals) {
  constexpr std::string_view kSection = "SECTION";
  constexpr int kLikeness = 2;
  if (capitals == kSection) return true;
  return MayBeWithin(kLikeness, LetterSet(capitals), LetterSet(kSection)) &&
         EditDistance(capitals, kSection, kLikeness) <= kLikeness;
}

}  // namespace

bool TakeSection(std::string_view& text) {
  std::string_view rest = text;
  SkipMarks(rest);
  const bool final = StartsWithWord(rest, "FINAL");
  if (final) rest = TrimLeft(rest.substr(5));
  size_t letters = 0;
  while (letters < rest.size() && IsLetter(rest[letters])) ++letters;
  constexpr size_t kLongest = 9;
  if (letters < 5 || letters > kLongest) return false;
  char folded[kLongest];
  for (size_t i = 0; i < kLongest && i < letters; ++i) folded[i] = ToUpper(rest[i]);
  if (!IsSection({folded, letters})) return false;
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

bool BeginsAsLevel(std::string_view text) {
  const auto begins = [&](std::string_view letters) {
    return IsBlank(text[1]) ||
           (ToUpper(text[1]) == letters[1] && (IsBlank(text[2]) || ToUpper(text[2]) == letters[2]));
  };
  switch (ToUpper(text[0])) {
    case 'U':
      return begins("UNC");
    case 'C':
      return begins("CON");
    case 'T':
      return begins("TOP");
    case 'S':
      return begins("SEC");
    case 'R':
      return begins("RES");
    case 'L':
      return begins("LIM") || begins("LOU");
    default:
      return false;
  }
}

bool ReadReferenceNumber(std::string_view text, ClassificationLine& result) {
  constexpr int kMostWords = 5;
  TakePrintedYear(text);
  text = TrimLeft(text);
  std::string_view rest = text;
  for (int words = 0; words < kMostWords; ++words) {
    const std::string_view word = TakePostWord(rest);
    if (word.empty()) break;
    if (BeginsText(word)) return false;
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
  const std::string_view words = WordsOf(line);
  std::string_view rest = words;
  if (!TakeExactWord(rest)) return false;
  ReadAfterWord(words, rest, result);
  return true;
}

bool ReadGarbledClassificationLine(std::string_view line, ClassificationLine& result) {
  const std::string_view words = WordsOf(line);
  std::string_view rest = words;
  if (!TakeGarbledWord(rest)) return false;
  ReadAfterWord(words, rest, result);
  return result.has_number();
}

bool IsBareClassification(std::string_view line) {
  std::string_view rest = WordsOf(line);
  if (!TakeExactWord(rest)) return false;
  SkipCaveats(rest);
  SkipMarks(rest);
  return rest.empty();
}

}  // namespace cablestream::hash_v1
