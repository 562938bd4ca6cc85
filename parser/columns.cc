#include "parser/columns.h"

#include <algorithm>

#include "parser/classification_line.h"
#include "parser/heading_anchors.h"
#include "parser/text.h"
#include "parser/transmission_lines.h"

namespace cablestream {
namespace {

// Between two columns of a row.
constexpr std::string_view kQuotes = "\",\"";

// Whether a line holds no mark.
bool IsPlain(std::string_view line) {
  if (line.empty()) return true;
  // The first byte has none before it.
  if (line.front() == '"' || line.front() == '\t') return false;
  return byte_scan::Find<1>(line, [](const auto& load) { return IsMark(load); }) == line.size();
}

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

std::string_view TelegramOfPlain(std::string_view line) {
  line = TrimLeft(line);
  return MayBeMarked(line) ? WithoutMarks(line) : line;
}

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

}  // namespace cablestream
