#include "parser/unlabelled.h"

#include <algorithm>

#include "parser/reference_marks.h"
#include "parser/tags.h"
#include "parser/text.h"

namespace cablestream {
namespace {

bool IsOrder(std::string_view line) {
  if (line == "N/A") return true;
  if (!line.starts_with("DECL") || line.size() > 40) return false;
  const std::string_view rule = TrimLeft(line.substr(4));
  return rule.starts_with(':') && rule.size() > 2;
}

}  // namespace

Label UnlabelledField(std::string_view line) {
  if (line.empty() || line.size() > 200) return Label::kNone;
  if (IsOrder(line)) return Label::kOrder;
  if (IsTagList(line)) return Label::kTags;
  return IsCableList(line) ? Label::kReference : Label::kNone;
}

bool IsUnlabelledSubject(std::string_view lines) {
  constexpr size_t kLongest = 210;
  lines = Trim(lines);
  if (lines.empty() || lines.size() > kLongest || HasLower(lines)) return false;
  const auto letters = std::count_if(lines.begin(), lines.end(), IsLetter);
  const bool words =
      lines.find(' ') != lines.npos && static_cast<size_t>(letters) * 3 > lines.size() * 2;
  return words && lines.find("\n\n") == lines.npos && IsLetter(lines.front()) &&
         !lines.ends_with('.') && !lines.ends_with(',');
}

}  // namespace cablestream
