#include "parser/passing_lines.h"

#include "parser/passing.h"
#include "parser/text.h"

namespace cablestream {
namespace {

// A line that was wrapped is at least so long.
constexpr size_t kWrapsFrom = 55;

}  // namespace

bool PassingLines::Takes(std::string_view line, const Place& place, ParseContext& context) {
  const bool continued = open_ && !place.after_blank && GoesOn(line, place.length_before, context);
  if (!IsPassingInstruction(line, continued) && !(place.above_label && IsPassingAboveLabel(line))) {
    return false;
  }
  auto* instructions = context.cable().mutable_passing_instructions();
  if (continued && (!IsPassingInstruction(line, false) || comma_)) {
    instructions->rbegin()->push_back(' ');
    context.Append(line, &*instructions->rbegin());
  } else {
    context.AssignJoined(line, instructions->Add());
  }
  open_ = true;
  comma_ = line.ends_with(',') || line.ends_with(';') || EndsInPassingVerb(line);
  end_ = line.back();
  return true;
}

bool PassingLines::GoesOn(std::string_view line, size_t length_before,
                          ParseContext& context) const {
  if (comma_ || end_ == '/' || end_ == '-') return true;
  if (JoinsByAnd(*context.cable().passing_instructions().rbegin(), line)) return true;
  return length_before >= kWrapsFrom && !HasLower(line);
}

}  // namespace cablestream
