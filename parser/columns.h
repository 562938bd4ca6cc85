// Rows of an archive: a telegram as one of several columns, or behind an archive's mark.
#pragma once

#include <string_view>

#include "parser/byte_scan.h"

namespace cablestream {

// What ends a column, or may begin a start of message, of each byte with the one before it.
template <typename Load>
auto IsMark(const Load& load) {
  const auto here = load(0);
  return (here == byte_scan::Each('"')) | (here == byte_scan::Each('\t')) |
         ((load(1) == byte_scan::Each('Z')) & (here == byte_scan::Each('C')));
}

// The part of an archive's line that is telegram: `VZCZC...` of a row of columns, what follows
// `Cable dated:2009-...` or `Cable Text:`, the line without an opening quote.
[[nodiscard]] std::string_view TelegramPart(std::string_view line);

// The same for a line that surely holds no mark.
[[nodiscard]] std::string_view TelegramOfPlain(std::string_view line);

// A line divided where one column of a row ends and the next begins, `... WASHDC","UNCLAS ...`, or
// a tab before a classification line. `next` is empty where no column ends, `head` is then all.
struct ColumnSplit {
  std::string_view head;
  std::string_view next;
  std::string_view telegram{};  // TelegramPart of `head`
};
[[nodiscard]] ColumnSplit SplitAtColumn(std::string_view line);

}  // namespace cablestream
