#include "parser/text_start.h"

#include <algorithm>

#include "parser/byte_scan.h"
#include "parser/columns.h"
#include "parser/date_time_line.h"
#include "parser/heading_anchors.h"
#include "parser/lines.h"
#include "parser/posts.h"
#include "parser/seam.h"
#include "parser/text.h"
#include "parser/transmission_lines.h"

namespace cablestream {
namespace {

// How far after the heading the classification line may stand.
constexpr size_t kReach = 6144;

// The last one is the message's own, however many came before.
void NoteDateLine(size_t offset, TextStart& start) {
  if (start.date_line_count < start.date_lines.size()) ++start.date_line_count;
  start.date_lines[start.date_line_count - 1] = offset;
}

// Lines without their ends, looked through for a mark on the way to the next.
class MarkedLines {
 public:
  explicit MarkedLines(std::string_view text) : text_(text) {}

  bool Next(std::string_view& line) {
    if (position_ >= text_.size()) return false;
    const size_t begin = position_;
    const size_t mark = begin > 0 ? LineEndOrMark() : begin;
    plain_ = begin > 0 && (mark == text_.size() || text_[mark] == '\n');
    const size_t end = plain_ ? mark : mark + LengthBefore<'\n'>(text_.substr(mark));
    line = CleanLineEnd(text_.substr(begin, end - begin));
    position_ = std::min(end + 1, text_.size());
    return true;
  }
  // Where the next line begins.
  [[nodiscard]] size_t position() const { return position_; }
  // Surely no mark is on the line; the text's first, a start of message mostly, is not looked at.
  [[nodiscard]] bool plain() const { return plain_; }

 private:
  // From the end of the line before: each byte has one before it.
  [[nodiscard]] size_t LineEndOrMark() const {
    const size_t before = position_ - 1;
    return before + byte_scan::Find<1>(text_.substr(before), [](const auto& load) {
             return (load(0) == byte_scan::Each('\n')) | IsMark(load);
           });
  }

  std::string_view text_;
  size_t position_ = 0;
  bool plain_ = false;
};

}  // namespace

// Which of the message's classification lines is the one, and where its headings are.
class TextStartFinder {
 public:
  explicit TextStartFinder(std::string_view message) : message_(message), lines_(message) {}

  TextStart Run() {
    std::string_view line;
    for (size_t begin = 0; lines_.Next(line); begin = lines_.position()) {
      if (lines_.plain() ? ReadPart(TelegramOfPlain(line), begin)
                         : ReadColumns(SplitAtColumn(line), begin)) {
        return found_;
      }
      if (lines_.position() > start_.header_end + kReach) break;
    }
    if (fallback_.has_line) return fallback_;
    start_.line_begin = after_bt_ != 0 ? after_bt_ : start_.header_end;
    start_.text_begin = start_.line_begin;
    start_.line_end = start_.line_begin;
    return start_;
  }

 private:
  // True where the search is over.
  bool ReadColumns(const ColumnSplit& columns, size_t line_begin) {
    return ReadPart(columns.telegram, line_begin) ||
           ReadPart(columns.next, line_begin + columns.head.size());
  }

  bool ReadPart(std::string_view part, size_t line_begin) {
    if (part.empty()) return false;
    bool date_line = false;
    Anchors anchors = anchors_;
    // After BT a line of capitals that begins with TO is text, unless another heading began.
    const bool weak = (after_bt_ != 0 || fallback_.has_line) &&
                      (ToUpper(part.front()) == 'F' || IsAddressLine(part));
    if (!weak && IsHeadingLine(part, lines_.plain(), anchors, date_line)) {
      anchors_ = anchors;
      if (date_line) NoteDateLine(static_cast<size_t>(part.data() - message_.data()), start_);
      anchors_.seen = true;
      start_.header_end = lines_.position();
      after_bt_ = 0;
      fallback_.has_line = false;
      return false;
    }
    ClassificationLine read;
    size_t line_end = lines_.position();
    bool classified = ReadClassificationLine(part, read);
    if (!classified || !read.has_number()) {
      classified = ReadByAnchors(part, anchors_, read) || classified;
    }
    if (classified && !read.has_number() && anchors_.seen) line_end = ReadWithNextLine(part, read);
    if (classified) return NoteClassification(read, line_begin, line_end);
    if (part == "BT" && anchors_.seen && after_bt_ == 0) after_bt_ = lines_.position();
    return false;
  }

  // `UNCLAS SECTION 01 OF 02` / `ASTANA 001111`: the line was cut in two. Answers where it ends.
  size_t ReadWithNextLine(std::string_view part, ClassificationLine& read) const {
    LineCursor cursor(message_);
    cursor.MoveTo(lines_.position());
    std::string_view next;
    if (!cursor.Next(next) || next.empty() || MayBeginLevel(TrimLeft(next))) {
      return lines_.position();
    }
    ClassificationLine both;
    const std::string_view lines(part.data(), static_cast<size_t>(next.end() - part.data()));
    if (!ReadExactClassificationLine(lines, both) || !both.has_number()) return lines_.position();
    const PostName post = CanonicalPost(both.post);
    if (!IsKnownPost(post.view()) &&
        !SamePost(post.view(), PostOfOriginator(anchors_.originator).view())) {
      return lines_.position();
    }
    read = both;
    return cursor.position();
  }

  bool NoteClassification(const ClassificationLine& read, size_t line_begin, size_t line_end) {
    if (!anchors_.seen && HeadingFollows()) return false;
    found_ = start_;
    found_.has_line = true;
    found_.line = read;
    found_.line_begin = line_begin;
    found_.text_begin = static_cast<size_t>(read.word.data() - message_.data());
    found_.line_end = line_end;
    if (read.has_number()) return true;
    if (!fallback_.has_line) fallback_ = found_;
    return false;
  }

  // A classification line right above a heading is the head of an archive's page.
  [[nodiscard]] bool HeadingFollows() const {
    LineCursor cursor(message_);
    cursor.MoveTo(lines_.position());
    std::string_view line;
    while (cursor.Next(line)) {
      line = TrimLeft(line);
      if (line.empty()) continue;
      Anchors unused;
      bool date_line = false;
      return IsHeadingLine(line, false, unused, date_line) && !IsAddressLine(line);
    }
    return false;
  }

  std::string_view message_;
  MarkedLines lines_;
  TextStart start_;
  TextStart fallback_;
  TextStart found_;
  Anchors anchors_;
  size_t after_bt_ = 0;
};

TextStart FindTextStart(std::string_view message) {
  return TextStartFinder(message).Run();
}

UpperHeadings FindUpperHeadings(std::string_view message, const TextStart& start) {
  UpperHeadings upper;
  if (start.date_line_count < 2) return upper;
  const size_t own = start.date_lines[start.date_line_count - 1];
  DateTimeLine own_date;
  DateTimeLine date;
  std::string_view line;
  LineCursor(message.substr(own)).Next(line);
  if (!ReadDateTimeLine(line, own_date)) return upper;
  for (size_t i = 0; i + 1 < start.date_line_count; ++i) {
    const size_t begin = start.date_lines[i];
    const std::string_view text = message.substr(begin, start.date_lines[i + 1] - begin);
    LineCursor cursor(text);
    if (!cursor.Next(line)) continue;
    date = {};
    if (!ReadDateTimeLine(line, date) || date.group == own_date.group) continue;
    std::string_view originator;
    while (originator.empty() && cursor.Next(line)) {
      if (!line.empty() && !IsOriginatorLine(TrimLeft(line), originator)) originator = {};
    }
    if (!originator.empty()) upper.text[upper.count++] = text;
  }
  return upper;
}

}  // namespace cablestream
