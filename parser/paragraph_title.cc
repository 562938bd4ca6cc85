#include "parser/paragraph_title.h"

#include "parser/lines.h"
#include "parser/seam.h"
#include "parser/text.h"

namespace cablestream {
namespace {

bool IsTitle(std::string_view heading, bool ruled) {
  if (heading.empty()) return false;
  if (ruled) return heading.size() <= 120;
  constexpr std::string_view kSentenceEnds = ".;,)\"'";
  return heading.size() <= 80 && kSentenceEnds.find(heading.back()) == heading.npos &&
         heading.front() != '-' && heading.front() != '*' && IsUpper(heading.front());
}

}  // namespace

std::string TitleOf(std::string_view block) {
  constexpr int kMostLines = 3;
  std::string heading;
  bool ruled = false;
  int lines = 0;
  LineCursor cursor(block);
  std::string_view line;
  while (cursor.Next(line)) {
    if (IsRule(line)) {
      ruled = true;
      continue;
    }
    const std::string_view title = TrimAny(line, "-=_*");
    ruled = ruled || title.size() != Trim(line).size();
    if (!heading.empty()) heading.push_back(' ');
    heading.append(title);
    ++lines;
  }
  return lines > 0 && lines <= kMostLines && IsTitle(heading, ruled) ? heading : std::string();
}

}  // namespace cablestream
