#include "parser/classification_line.h"

#include <algorithm>

#include "parser/caveats.h"
#include "parser/letter_set.h"
#include "parser/posts.h"
#include "parser/text.h"

namespace cablestream {
namespace {

using cable::v1::ClassificationLevel;

struct LevelWord {
  std::string_view letters;
  ClassificationLevel level;
  uint32_t set = LetterSet(letters);
};

// Longer words before those they begin with.
constexpr auto kLevelWords = std::to_array<LevelWord>({
    {"UNCLASSIFIED", cable::v1::CLASSIFICATION_LEVEL_UNCLASSIFIED},
    {"UNCLAS", cable::v1::CLASSIFICATION_LEVEL_UNCLASSIFIED},
    {"CONFIDENTIAL", cable::v1::CLASSIFICATION_LEVEL_CONFIDENTIAL},
    {"TOPSECRET", cable::v1::CLASSIFICATION_LEVEL_TOP_SECRET},
    {"SECRET", cable::v1::CLASSIFICATION_LEVEL_SECRET},
    {"LIMITEDOFFICIALUSE", cable::v1::CLASSIFICATION_LEVEL_LIMITED_OFFICIAL_USE},
    {"LIMOFFUSE", cable::v1::CLASSIFICATION_LEVEL_LIMITED_OFFICIAL_USE},
    {"LOU", cable::v1::CLASSIFICATION_LEVEL_LIMITED_OFFICIAL_USE},
    {"RESTRICTED", cable::v1::CLASSIFICATION_LEVEL_RESTRICTED},
});

constexpr auto kSecondaryNumbers =
    std::to_array<std::string_view>({"TOSEC", "SECTO", "PARTO", "TOPAR", "CADTO", "TOCAD", "USIA"});

// Null where the text begins with none.
const LevelWord* TakeExactWord(std::string_view& text) {
  if (!MayBeginLevel(text)) return nullptr;
  for (const LevelWord& word : kLevelWords) {
    const size_t length = SpelledLength(text, word.letters);
    if (length == 0 || !EndsHere(text.substr(length))) continue;
    text.remove_prefix(length);
    return &word;
  }
  return nullptr;
}

// The level's name that a word of capitals is a likeness of: two letters aside, in a short name
// one.
const LevelWord* NearestLevelWord(std::string_view capitals) {
  const uint32_t set = LetterSet(capitals);
  for (const LevelWord& word : kLevelWords) {
    if (word.letters.size() < 6) continue;
    const int limit = word.letters.size() > 8 ? 2 : 1;
    if (!MayBeWithin(limit, set, word.set)) continue;
    const auto most = static_cast<size_t>(limit);
    if (EditDistance(capitals, word.letters, most) <= most) return &word;
  }
  return nullptr;
}

// `SS E C R E T`, `O N F I D E N T I A L`, `UNCLSA`: a run of short tokens or one word that is a
// likeness of a level's name.
const LevelWord* TakeGarbledWord(std::string_view& text) {
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
  if (size < kShortest) return nullptr;
  const LevelWord* word = NearestLevelWord({squeezed, size});
  if (word != nullptr) text = left;
  return word;
}

void TakeCaveats(std::string_view& text, ClassificationLine& result) {
  for (std::string_view caveat = TakeCaveat(text); !caveat.empty(); caveat = TakeCaveat(text)) {
    if (result.caveat_count == result.caveats.size()) continue;
    result.caveats[result.caveat_count++] = caveat;
  }
}

bool IsPostChar(char c) {
  return IsLetter(c) || c == '.' || c == '-' || c == '\'' || c == '0' || c == '/';
}

// `VALLETTA0417`: a known post's name, with the serial run on.
std::string_view GluedPost(std::string_view& text, std::string_view word, size_t length) {
  while (length > 0 && word[length - 1] == '0') --length;
  const std::string_view post = word.substr(0, length);
  const size_t digits = CountDigits(word.substr(length));
  if (digits < 3 || digits > 6 || !IsKnownPost(CanonicalPost(post).view())) return {};
  text = word.substr(length);
  return post;
}

// Takes one word of a post's name off the front of `text`; empty where there is none.
std::string_view TakePostWord(std::string_view& text) {
  std::string_view rest = text;
  while (!rest.empty() && IsSpace(rest.front())) rest.remove_prefix(1);
  if (rest.empty() || !IsLetter(rest.front())) return {};
  size_t length = 1;
  while (length < rest.size() && IsPostChar(rest[length])) ++length;
  if (length < rest.size() && !IsSpace(rest[length])) return GluedPost(text, rest, length);
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
  // `1500Z` is a time; of `0011M1` a digit is garbled. Two letters are a word that was run
  // together.
  const std::string_view after = text.substr(length);
  if (!after.empty() && IsLetter(after[0]) && (after.size() == 1 || !IsLetter(after[1]))) return {};
  const std::string_view serial = text.substr(0, length);
  text.remove_prefix(length);
  return serial;
}

void TakeSecondary(std::string_view& text, ClassificationLine& result) {
  if (text.empty()) return;
  std::string_view rest = text;
  const std::string_view name = TakeToken(rest);
  if (std::find(kSecondaryNumbers.begin(), kSecondaryNumbers.end(), name) ==
      kSecondaryNumbers.end()) {
    return;
  }
  const std::string_view serial = TakeSerial(rest);
  if (serial.empty()) return;
  result.secondary = {name.data(), static_cast<size_t>(serial.end() - name.begin())};
  text = rest;
}

// `75 LIBREVILLE 1895`: two digits before a post.
void TakePrintedYear(std::string_view& text, ClassificationLine& result) {
  const std::string_view trimmed = TrimLeft(text);
  if (CountDigits(trimmed) != 2 || trimmed.size() < 4 || !IsBlank(trimmed[2])) return;
  result.printed_year = trimmed.substr(0, 2);
  text = trimmed.substr(2);
}

// `word` was taken off the front of `line`, and left `rest`: caveats, section and reference number.
void ReadAfterWord(const LevelWord& word, std::string_view line, std::string_view rest,
                   ClassificationLine& result) {
  result = {};
  result.level = word.level;
  result.word = line.substr(0, line.size() - rest.size());
  TakeCaveats(rest, result);
  result.section = TakeSectionMark(rest);
  TakeCaveats(rest, result);
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
  TakePrintedYear(text, result);
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
  TakeSecondary(rest, result);
  result.rest = Trim(rest);
  return true;
}

bool ReadClassificationLine(std::string_view line, ClassificationLine& result) {
  if (ReadExactClassificationLine(line, result)) return true;
  const std::string_view words = WordsOf(line);
  std::string_view rest = words;
  const LevelWord* word = TakeGarbledWord(rest);
  if (word == nullptr) return false;
  ReadAfterWord(*word, words, rest, result);
  result.garbled = true;
  return result.has_number() && IsKnownPost(CanonicalPost(result.post).view());
}

bool ReadExactClassificationLine(std::string_view line, ClassificationLine& result) {
  const std::string_view words = WordsOf(line);
  std::string_view rest = words;
  const LevelWord* word = TakeExactWord(rest);
  if (word == nullptr) return false;
  ReadAfterWord(*word, words, rest, result);
  return true;
}

bool IsBareClassificationSlowly(std::string_view line) {
  std::string_view rest = WordsOf(line);
  if (TakeExactWord(rest) == nullptr) return false;
  while (!TakeCaveat(rest).empty()) {
  }
  SkipMarks(rest);
  return rest.empty();
}

ClassificationLevel LevelOfSecurityLetter(char letter) {
  switch (letter) {
    case 'U':
    case 'E':  // encrypt for transmission only
      return cable::v1::CLASSIFICATION_LEVEL_UNCLASSIFIED;
    case 'R':
      return cable::v1::CLASSIFICATION_LEVEL_RESTRICTED;
    case 'C':
      return cable::v1::CLASSIFICATION_LEVEL_CONFIDENTIAL;
    case 'S':
      return cable::v1::CLASSIFICATION_LEVEL_SECRET;
    case 'T':
      return cable::v1::CLASSIFICATION_LEVEL_TOP_SECRET;
    default:
      return cable::v1::CLASSIFICATION_LEVEL_UNSPECIFIED;
  }
}

}  // namespace cablestream
