#include "parser/transcript.h"

#include <algorithm>

#include "parser/addressees.h"
#include "parser/classification_line.h"
#include "parser/date_time_line.h"
#include "parser/lines.h"
#include "parser/paragraph_mark.h"
#include "parser/text.h"
#include "parser/transmission_lines.h"
#include "parser/wrapper.h"

namespace cablestream {
namespace {

// A heading that nothing ends is looked for so far.
constexpr size_t kReach = 16384;
constexpr size_t kLongestLine = 512;
// A longer line was joined from several.
constexpr size_t kTelegramLine = 100;

// Lines 1, 3, 4 and 5, which no sentence looks like.
bool BeginsHeading(std::string_view line) {
  StationLine station;
  SecurityLine security;
  DateTimeLine date;
  return line.starts_with("VZCZC") || line.starts_with("ZCZC") || ReadStationLine(line, station) ||
         ReadSecurityLine(line, security) || ReadDateTimeLine(line, date);
}

bool BeginsText(std::string_view line) {
  ClassificationLine read;
  line = TrimLeft(line);
  return MayBeginLevel(line) && ReadExactClassificationLine(line, read) && read.has_number();
}

enum class Begins { kNothing, kHeadingLine, kText };

// Whether one of lines 3 to 8, or the line that classifies and numbers the text, begins here.
Begins WhatBegins(std::string_view rest) {
  StationLine station;
  if (rest.starts_with("DE R") && ReadStationLine(rest, station) && !station.serial.empty()) {
    return Begins::kHeadingLine;
  }
  if (rest.starts_with("ZNR ") || rest.starts_with("ZNY ")) return Begins::kHeadingLine;
  if (rest.starts_with("FM ") && rest.size() > 3 && IsUpper(rest[3])) return Begins::kHeadingLine;
  for (std::string_view label : {"TO ", "INFO "}) {
    if (!rest.starts_with(label)) continue;
    constexpr size_t kNear = 24;
    const std::string_view address = rest.substr(label.size(), kNear);
    if (BeginsWithRoutingIndicator(address) || LooksLikeAddress(address)) {
      return Begins::kHeadingLine;
    }
  }
  DateTimeLine date;
  if (ReadDateTimeLine(rest, date) && date.month != 0) return Begins::kHeadingLine;
  return BeginsText(rest) ? Begins::kText : Begins::kNothing;
}

}  // namespace

Transcript::Transcript(std::string_view message)
    : message_(message), changed_(UndoNotation(message, text_, edits_)) {
  start_ = FindTextStart(text());
  RaiseHeading();
  DivideHeading();
  BlankMessageLines();
}

void Transcript::Write(size_t offset, char c) {
  if (!changed_) text_.assign(message_);
  changed_ = true;
  text_[offset] = c;
}

// The lines of a heading that someone wrote in lower case or with no-break spaces.
void Transcript::RaiseHeading() {
  const size_t end = start_.has_line && start_.line.has_number() ? start_.line_begin
                                                                 : std::min(text().size(), kReach);
  const std::string_view heading = text().substr(0, end);
  if (!HasLower(heading) && heading.find(kNoBreakSpace) == heading.npos) return;
  bool began = false;
  bool raised = false;
  std::string line_upper;
  std::string_view line;
  LineCursor cursor(heading);
  for (size_t begin = 0; cursor.Next(line); begin = cursor.position()) {
    if (!HasLower(line) && line.find(kNoBreakSpace) == line.npos) continue;
    line_upper.clear();
    for (size_t at = 0; at < line.size() && line.size() <= kLongestLine; ++at) {
      const bool wide = line.substr(at).starts_with(kNoBreakSpace);
      line_upper.append(wide ? 2 : 1, wide ? ' ' : ToUpper(line[at]));
      if (wide) ++at;
    }
    began = began || (!BeginsHeading(TrimLeft(line)) && BeginsHeading(TrimLeft(line_upper)));
    WrapperLine unused;
    if (!began || line_upper == line || line_upper.empty() || ReadWrapperLine(line, unused)) {
      continue;
    }
    for (size_t at = 0; at < line_upper.size(); ++at) Write(begin + at, line_upper[at]);
    raised = true;
    if (BeginsText(line_upper)) break;
    // The line lay in the message until something was written.
    cursor = LineCursor(text().substr(0, end));
    cursor.MoveTo(begin);
    (void)cursor.Next(line);
  }
  if (raised) start_ = FindTextStart(text());
}

// The lines of a heading that stand on one, where too little of it was found.
void Transcript::DivideHeading() {
  const bool whole = start_.date_line_count > 0 && start_.has_line && start_.line.has_number();
  if (whole || start_.header_end == 0) return;
  std::string_view line;
  LineCursor cursor(text().substr(0, kReach));
  bool divided = false;
  size_t begin = 0;
  while (cursor.Next(line)) {
    if (line.size() > kTelegramLine && BeginsHeading(TrimLeft(line))) break;
    begin = cursor.position();
  }
  const size_t end = std::min(begin + line.size(), text().size());
  for (size_t at = begin + 1; at < end; ++at) {
    if (text()[at - 1] != ' ' || !IsUpper(text()[at])) continue;
    const std::string_view rest = text().substr(at, end - at);
    const Begins begins = WhatBegins(rest);
    if (begins == Begins::kNothing) continue;
    Write(at - 1, '\n');
    divided = true;
    if (begins == Begins::kText) break;
  }
  if (divided) start_ = FindTextStart(text());
}

// No-break spaces above the first paragraph divide words as blanks do.
void Transcript::BlankMessageLines() {
  constexpr size_t kMessageLines = 4096;
  const size_t begin = std::min(start_.line_begin, text().size());
  const std::string_view lines = text().substr(begin, kMessageLines);
  if (lines.find(kNoBreakSpace) == lines.npos) return;
  LineCursor cursor(lines);
  std::string_view line;
  size_t end = 0;
  while (cursor.Next(line) && !BeginsParagraph(line)) end = cursor.position();
  for (size_t at = 0; at < end; ++at) {
    if (!text().substr(begin + at).starts_with(kNoBreakSpace)) continue;
    Write(begin + at, ' ');
    Write(begin + at + 1, ' ');
  }
  start_ = FindTextStart(text());  // its views were of the message, perhaps
}

size_t Transcript::BeginInMessage(size_t offset) const {
  auto after = std::upper_bound(edits_.begin(), edits_.end(), offset,
                                [](size_t at, const Edit& edit) { return at < edit.text_begin; });
  if (after == edits_.begin()) return offset;
  const Edit& edit = *--after;
  return offset < edit.text_end ? edit.begin : edit.end + (offset - edit.text_end);
}

size_t Transcript::EndInMessage(size_t offset) const {
  auto after = std::lower_bound(edits_.begin(), edits_.end(), offset,
                                [](const Edit& edit, size_t at) { return edit.text_begin < at; });
  if (after == edits_.begin()) return offset;
  const Edit& edit = *--after;
  return offset <= edit.text_end ? edit.end : edit.end + (offset - edit.text_end);
}

}  // namespace cablestream
