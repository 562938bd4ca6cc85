#include "parser/text_start.h"

#include <algorithm>

#include "parser/byte_scan.h"
#include "parser/lines.h"
#include "parser/posts.h"
#include "parser/seam.h"
#include "parser/text.h"
#include "parser/transmission_lines.h"

namespace cablestream {
namespace {

// How far after the heading the classification line may stand.
constexpr size_t kReach = 6144;
// Between two columns of a row.
constexpr std::string_view kQuotes = "\",\"";

// What was seen of the last heading: enough to know its classification line by when that line's
// first word is beyond recognition.
struct Anchors {
  std::string_view originator;
  std::string_view serial;
  bool seen = false;
};

// `RUEHC/SECSTATE WASHDC`.
bool BeginsWithIndicator(std::string_view line) {
  size_t letters = 0;
  while (letters < line.size() && IsUpper(line[letters])) ++letters;
  return letters < line.size() && line[letters] == '/' &&
         IsRoutingIndicator(line.substr(0, letters));
}

bool IsAddressLine(std::string_view line) {
  switch (line.front()) {
    case 'R':
      return BeginsWithIndicator(line);
    case 'T':
      return StartsWithWord(line, "TO") && !HasLower(line);
    case 'I':
      return line.starts_with("INFO ") && !HasLower(line);
    case 'X':
      return line.starts_with("XMT ") && !HasLower(line);
    default:
      return false;
  }
}

bool IsOriginatorLine(std::string_view line, std::string_view& originator) {
  if (line.starts_with("FM ")) {
    originator = Trim(line.substr(3));
    return !HasLower(originator);
  }
  if (!StartsWithFolded(line, "FROM:") && !StartsWithFolded(line, "FM:")) return false;
  originator = Trim(line.substr(line.find(':') + 1));
  return IsKnownPost(PostOfOriginator(originator).view());
}

bool IsStationLine(std::string_view line, Anchors& anchors) {
  StationLine station;
  if (!ReadStationLine(line, station)) return false;
  anchors.serial = station.serial;
  anchors.originator = {};
  return true;
}

bool IsSecurityLine(std::string_view line) {
  SecurityLine security;
  return ReadSecurityLine(line, security);
}

bool IsDateTimeLine(std::string_view line) {
  DateTimeLine date;
  return ReadDateTimeLine(line, date);
}

// Also notes what identifies the heading. The first letter says what need not be asked. A plain
// line surely holds no start of message.
bool IsHeadingLine(std::string_view line, bool plain, Anchors& anchors, bool& date_line) {
  const char first = line.front();
  if (first == 'D') return IsStationLine(line, anchors);
  if (first == 'F' || first == 'f') return IsOriginatorLine(line, anchors.originator);
  if (first != 'V') {
    if (IsAddressLine(line)) return true;
    if (first == 'Z' && (IsSecurityLine(line) || line.starts_with("ZCZC"))) return true;
    date_line = IsDateTimeLine(line);
    if (date_line) return true;
  }
  std::string_view id;
  return !plain && ReadStartOfMessage(line, id);
}

// `UNCLBS ASTANA 001111`: the heading's own post and serial at the end of a line.
bool ReadByAnchors(std::string_view line, const Anchors& anchors, ClassificationLine& result) {
  if (anchors.originator.empty() || !AllDigits(anchors.serial) || HasLower(line)) return false;
  if (IsPageLine(line)) return false;
  std::string_view rest = line;
  const std::string_view word = TakeToken(rest);
  if (word.size() < 4 || !HasLetter(word)) return false;
  ClassificationLine read;
  read.word = word;
  read.garbled = true;
  read.section = TakeSectionMark(rest);
  if (!ReadReferenceNumber(rest, read)) return false;
  constexpr uint32_t kModulus = 10000;
  if (ToNumber(read.serial) % kModulus != ToNumber(anchors.serial) % kModulus) return false;
  if (!SamePost(CanonicalPost(read.post).view(), PostOfOriginator(anchors.originator).view())) {
    return false;
  }
  result = read;
  return true;
}

// The last one is the message's own, however many came before.
void NoteDateLine(size_t offset, TextStart& start) {
  if (start.date_line_count < start.date_lines.size()) ++start.date_line_count;
  start.date_lines[start.date_line_count - 1] = offset;
}

// What ends a column, or may begin a start of message, of each byte with the one before it.
template <typename Load>
auto IsMark(const Load& load) {
  const auto here = load(0);
  return (here == byte_scan::Each('"')) | (here == byte_scan::Each('\t')) |
         ((load(1) == byte_scan::Each('Z')) & (here == byte_scan::Each('C')));
}

// Whether a line holds no mark.
bool IsPlain(std::string_view line) {
  if (line.empty()) return true;
  // The first byte has none before it.
  if (line.front() == '"' || line.front() == '\t') return false;
  return byte_scan::Find<1>(line, [](const auto& load) { return IsMark(load); }) == line.size();
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

// A row of columns, the last of which is the telegram.
std::string_view LastColumn(std::string_view line) {
  if (!IsDigit(line.front())) return line;
  if (std::count(line.begin(), line.end(), '\t') >= 3) return line.substr(line.rfind('\t') + 1);
  const size_t quote = line.rfind(",\"");
  if (quote != line.npos && std::count(line.begin(), line.end(), ',') >= 4) {
    return line.substr(quote + 2);
  }
  return line;
}

std::string_view AfterDatedMark(std::string_view line) {
  constexpr std::string_view kDated = "CABLE DATED:";
  constexpr size_t kNear = 64;
  const std::string_view near = line.substr(0, kNear);
  // Most lines hold no colon.
  if (LengthBefore<':'>(near) == near.size()) return line;
  const size_t at = FindFolded(near, kDated);
  if (at == line.npos) return line;
  const size_t end = line.find_first_not_of("0123456789-T:]", at + kDated.size());
  return end == line.npos ? std::string_view() : line.substr(end);
}

// Whether an archive's marks, or columns, may stand before the telegram.
bool MayBeMarked(std::string_view line) {
  const char first = line.empty() ? '\0' : line.front();
  return IsDigit(first) || ToUpper(first) == 'I' || ToUpper(first) == 'C';
}

std::string_view WithoutMarks(std::string_view line) {
  line = TrimLeft(AfterDatedMark(line));
  return StartsWithFolded(line, "CABLE TEXT:") ? TrimLeft(line.substr(11)) : line;
}

// TelegramPart of a plain line.
std::string_view TelegramOfPlain(std::string_view line) {
  line = TrimLeft(line);
  return MayBeMarked(line) ? WithoutMarks(line) : line;
}

bool IsNumberedClassification(std::string_view text) {
  ClassificationLine read;
  return ReadClassificationLine(text, read) && read.has_number();
}

// Whether a heading line or the numbered classification line begins a column, which may be followed
// by others.
bool BeginsTelegram(std::string_view column) {
  if (IsNumberedClassification(column)) return true;
  Anchors unused;
  bool date_line = false;
  const bool whole = column.find(kQuotes) >= column.find("ZCZC");
  return whole && IsHeadingLine(column, false, unused, date_line);
}

// At the `","` before a telegram's part, else at the last.
ColumnSplit SplitAtQuotes(std::string_view line) {
  constexpr int kMostColumns = 16;
  ColumnSplit split = {line, {}};
  size_t at = line.find(kQuotes, 1);
  for (int columns = 0; at != line.npos && columns < kMostColumns; ++columns) {
    const std::string_view next = TrimLeft(line.substr(at + kQuotes.size()));
    if (!next.empty()) split = {line.substr(0, at), next};
    if (!next.empty() && BeginsTelegram(next)) break;
    at = line.find(kQuotes, at + 1);
  }
  return split;
}

// At the tab before the numbered classification line.
ColumnSplit SplitAtTab(std::string_view line) {
  const ColumnSplit whole = {line, {}};
  // A tab may be a blank too. The row's own columns, which begin with a digit, are TelegramPart's.
  const size_t tab = IsDigit(line.front()) ? line.npos : line.rfind('\t');
  if (tab == line.npos || tab == 0) return whole;
  const std::string_view next = TrimLeft(line.substr(tab + 1));
  return IsNumberedClassification(next) ? ColumnSplit{line.substr(0, tab), next} : whole;
}

}  // namespace

std::string_view TelegramPart(std::string_view line) {
  line = TrimLeft(line);
  if (line.empty()) return line;
  if (MayBeMarked(line)) line = WithoutMarks(LastColumn(line));
  if (line.starts_with("\",\"")) line = TrimLeft(line.substr(3));
  if (line.starts_with('"')) line = TrimLeft(line.substr(1));
  std::string_view id;
  if (ReadStartOfMessage(line.substr(0, 512), id)) {
    return line.substr(static_cast<size_t>(id.data() - line.data()));
  }
  return line;
}

ColumnSplit SplitAtColumn(std::string_view line) {
  if (IsPlain(line)) return {line, {}, TelegramOfPlain(line)};
  ColumnSplit split = SplitAtQuotes(line);
  if (split.next.empty()) split = SplitAtTab(line);
  split.telegram = TelegramPart(split.head);
  return split;
}

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
    const bool weak = after_bt_ != 0 && (ToUpper(part.front()) == 'F' || IsAddressLine(part));
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
    if (ReadClassificationLine(part, read) || ReadByAnchors(part, anchors_, read)) {
      return NoteClassification(read, line_begin);
    }
    if (part == "BT" && anchors_.seen && after_bt_ == 0) after_bt_ = lines_.position();
    return false;
  }

  bool NoteClassification(const ClassificationLine& read, size_t line_begin) {
    if (!anchors_.seen && HeadingFollows()) return false;
    found_ = start_;
    found_.has_line = true;
    found_.line = read;
    found_.line_begin = line_begin;
    found_.text_begin = static_cast<size_t>(read.word.data() - message_.data());
    found_.line_end = lines_.position();
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
