#include "parser/paragraph_numbers.h"

#include "parser/lines.h"
#include "parser/text.h"

namespace cablestream {

bool ParagraphNumbers::IsNext(ParagraphStart& start, bool blank, bool unmarked_so_far) {
  // `4)` among paragraphs `1.`, `2.`, `3.` is an item of a list.
  if (mark_ != 0 && start.mark != mark_) return false;
  if (expected_ == 1 && !artefact_known_) DecideArtefact(start);
  if (artefact_ && start.digits.size() > 1 && start.digits.front() == '1') {
    start.number = ToNumber(start.digits.substr(1));
  }
  if (start.number == expected_) return true;
  constexpr uint32_t kWidestGap = 9;
  const bool marked = !start.portion.empty() || (unmarked_so_far && start.pilcrow);
  const bool near = start.number > expected_ && start.number <= expected_ + kWidestGap;
  if (!marked || !near || !blank) return false;
  context_.Warn("paragraph-missing", start.digits);
  return true;
}

// An archive wrote `¶11.` for 1: when the first number is 11 and no 1 follows anywhere.
void ParagraphNumbers::DecideArtefact(const ParagraphStart& start) {
  if (start.number == 1) {
    artefact_known_ = true;
    return;
  }
  if (start.digits != "11" || !start.pilcrow) return;
  artefact_known_ = true;
  const std::string_view message = context_.message();
  LineCursor cursor(message);
  cursor.MoveTo(static_cast<size_t>(start.digits.data() - message.data()));
  std::string_view line;
  while (cursor.Next(line)) {
    ParagraphStart other;
    line = TrimLeft(line);
    if (ReadParagraphStart(line, other) && other.pilcrow && other.number == 1) return;
  }
  artefact_ = true;
  context_.Warn("paragraph-numbers-with-extra-digit", start.digits);
}

}  // namespace cablestream
