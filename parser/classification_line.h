// The line that classifies a message and, in State's practice, numbers it:
//
//   UNCLAS ASTANA 001111
//   C O N F I D E N T I A L SECTION 01 OF 03 MOSCOW 000123
//   UNCLAS E F T O STATE 183691 TOSEC 140193
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "cable/v1/cable.pb.h"
#include "parser/letter_set.h"
#include "parser/section_mark.h"
#include "parser/text.h"

namespace cablestream {

// All views point into the line.
struct ClassificationLine {
  cable::v1::ClassificationLevel level = cable::v1::CLASSIFICATION_LEVEL_UNSPECIFIED;
  std::string_view word;                      // as printed
  bool garbled = false;                       // the word is a likeness only
  std::array<std::string_view, 6> caveats{};  // canonical names, from a table
  size_t caveat_count = 0;
  SectionMark section;
  std::string_view printed_year;  // `75` of `75 LIBREVILLE 1895`
  std::string_view post;          // as printed; empty where the line has no reference number
  std::string_view serial;        // digits as printed
  bool serial_garbled = false;    // one of them is a letter
  std::string_view secondary;     // `TOSEC 140193`
  std::string_view rest;          // what follows on the line

  [[nodiscard]] bool has_number() const { return !serial.empty(); }
};

// Reads a line that begins with a classification word; false for any other. A likeness of a word
// (`O N F I D E N T I A L`) counts only where a reference number of a known post follows.
[[nodiscard]] bool ReadClassificationLine(std::string_view line, ClassificationLine& result);

// Reads `post serial` at the start of `text`; shared with the line where only the number is whole.
[[nodiscard]] bool ReadReferenceNumber(std::string_view text, ClassificationLine& result);

// The same for a line whose word is spelled right.
[[nodiscard]] bool ReadExactClassificationLine(std::string_view line, ClassificationLine& result);

// Whether the first letters can be a level's. Most lines end here, and most of them at the first.
[[nodiscard]] bool BeginsAsLevel(std::string_view text);
[[nodiscard]] inline bool MayBeginLevel(std::string_view text) {
  constexpr uint32_t kFirst = LetterSet("UCTSRL");
  constexpr uint32_t kSecond = LetterSet("NOEI \t\r\f\v");
  return text.size() >= 3 && (LetterSet(text.substr(0, 1)) & kFirst) != 0 &&
         (LetterSet(text.substr(1, 1)) & kSecond) != 0 && BeginsAsLevel(text);
}

// The same for a whole line: blanks and a quote may stand before the word.
[[nodiscard]] inline bool MayClassify(std::string_view line) {
  if (line.empty()) return false;
  const bool word_first = IsInk(line.front()) && line.front() != '"';
  return !word_first || MayBeginLevel(line);
}

// A line that holds a classification and nothing that could be text: the archive printed one at
// the head and foot of each page.
[[nodiscard]] bool IsBareClassificationSlowly(std::string_view line);
[[nodiscard]] inline bool IsBareClassification(std::string_view line) {
  return MayClassify(line) && IsBareClassificationSlowly(line);
}

// The level that a security line's letter (`ZNY CCCCC`) stands for.
[[nodiscard]] cable::v1::ClassificationLevel LevelOfSecurityLetter(char letter);

}  // namespace cablestream
