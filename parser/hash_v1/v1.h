// What version 1 of the content hash knows of a message's lines. Frozen: a copy of how the parser
// read them when the version was made, so that the parser may learn and old hashes stay. It shares
// with the parser only parser/text.h, parser/byte_scan.h, parser/marked_lines.h and
// parser/letter_set.h, whose questions about bytes have one answer; no table of posts or tags.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "parser/letter_set.h"
#include "parser/text.h"

namespace cablestream::hash_v1 {

// Without the blanks and an archive's backslash at its end.
[[nodiscard]] std::string_view WithoutLineEndSlowly(std::string_view line);
[[nodiscard]] inline std::string_view WithoutLineEnd(std::string_view line) {
  line = DropOneBlank(line);
  const bool clean = line.empty() || (IsInk(line.back()) && line.back() != '\\');
  return clean ? line : WithoutLineEndSlowly(line);
}

// Lines without their ends.
class LineCursor {
 public:
  explicit LineCursor(std::string_view text) : text_(text) {}

  bool Next(std::string_view& line);
  [[nodiscard]] size_t position() const { return position_; }
  void MoveTo(size_t position) { position_ = position; }

 private:
  std::string_view text_;
  size_t position_ = 0;
};

// A post's name as printed, in upper case and without anything but letters.
class PostLetters {
 public:
  explicit PostLetters(std::string_view printed);
  [[nodiscard]] std::string_view view() const { return {letters_, size_}; }

 private:
  static constexpr size_t kMost = 32;
  char letters_[kMost] = {};
  size_t size_ = 0;
};

// Transport inside a text.

// How long `00000054 002 OF 003` or `00000054  001.2 OF 006` is at the start of `text`; 0 = none.
[[nodiscard]] size_t SeamLength(std::string_view text);
// How much of the end of `before` is the post's name that stands before a seam.
[[nodiscard]] size_t SeamPostLength(std::string_view before, std::string_view post);
[[nodiscard]] bool IsPageLine(std::string_view line);
[[nodiscard]] bool IsShortEndLine(std::string_view line);
[[nodiscard]] inline bool IsEndLine(std::string_view line) {
  constexpr size_t kLongest = 7;
  return line.size() <= kLongest && IsShortEndLine(line);
}

// Classification lines.

// All views point into the line.
struct ClassificationLine {
  std::string_view word;
  std::string_view post;
  std::string_view serial;
  std::string_view rest;
  bool section = false;

  [[nodiscard]] bool has_number() const { return !serial.empty(); }
};

[[nodiscard]] bool ReadExactClassificationLine(std::string_view line, ClassificationLine& result);
// For a likeness of the word, which counts only with a number behind it.
[[nodiscard]] bool ReadGarbledClassificationLine(std::string_view line, ClassificationLine& result);
[[nodiscard]] bool ReadReferenceNumber(std::string_view text, ClassificationLine& result);
// Whether the first letters can be a level's. Most lines end here, and most of them at the first.
[[nodiscard]] bool BeginsAsLevel(std::string_view text);
[[nodiscard]] inline bool MayBeginLevel(std::string_view text) {
  constexpr uint32_t kFirst = LetterSet("UCTSRL");
  constexpr uint32_t kSecond = LetterSet("NOEI \t\r\f\v");
  return text.size() >= 3 && (LetterSet(text.substr(0, 1)) & kFirst) != 0 &&
         (LetterSet(text.substr(1, 1)) & kSecond) != 0 && BeginsAsLevel(text);
}
[[nodiscard]] bool IsBareClassification(std::string_view line);
// Moves `text` past `SECTION 01 OF 03`.
[[nodiscard]] bool TakeSection(std::string_view& text);

// Heading lines.

[[nodiscard]] size_t FindStartOfMessage(std::string_view line);  // npos = nowhere
[[nodiscard]] bool IsRoutingIndicator(std::string_view token);
[[nodiscard]] bool IsRoutingLine(std::string_view line);
[[nodiscard]] bool ReadStationLine(std::string_view line, std::string_view& serial);
[[nodiscard]] bool IsSecurityLine(std::string_view line);
[[nodiscard]] bool ReadDateTimeLineSlowly(std::string_view line, std::string_view& group);
// Whether the first word can be a prosign, or begins with a digit. Most lines end here.
[[nodiscard]] inline bool MayBeDateTimeLine(std::string_view line) {
  return line.size() > 1 &&
         (line[1] == line[0] || IsSpace(line[1]) || IsDigit(line[0]) || IsSpace(line[0]));
}
[[nodiscard]] inline bool ReadDateTimeLine(std::string_view line, std::string_view& group) {
  return MayBeDateTimeLine(line) && ReadDateTimeLineSlowly(line, group);
}
[[nodiscard]] bool ReadOriginatorLine(std::string_view line, std::string_view& originator);
[[nodiscard]] bool IsAddressLine(std::string_view line);

// Where the text begins.

struct Start {
  bool has_line = false;  // a classification line
  std::string_view post;  // on it
  size_t text_begin = 0;
  size_t header_end = 0;
  // Where date-time group lines stand before the text.
  std::array<size_t, 8> date_lines{};
  size_t date_line_count = 0;
};
[[nodiscard]] Start FindStart(std::string_view message);

// The upper headings of a readdressed message.
struct UpperHeadings {
  std::array<std::string_view, 8> text{};
  size_t count = 0;
};
[[nodiscard]] UpperHeadings FindUpperHeadings(std::string_view message, const Start& start);

}  // namespace cablestream::hash_v1
