// Which number at the start of a line begins a paragraph.
#pragma once

#include <cstdint>

#include "parser/context.h"
#include "parser/paragraph_start.h"

namespace cablestream {

class ParagraphNumbers {
 public:
  explicit ParagraphNumbers(ParseContext& context) : context_(context) {}

  // Whether a paragraph begins here; an archive's extra digit is taken off its number. `blank`: a
  // blank line stands above. `unmarked_so_far`: the paragraph above has no portion mark.
  [[nodiscard]] bool IsNext(ParagraphStart& start, bool blank, bool unmarked_so_far);
  // A paragraph has begun.
  void Begin(const ParagraphStart& start) {
    expected_ = start.number + 1;
    mark_ = start.mark;
  }
  [[nodiscard]] uint32_t expected() const { return expected_; }

 private:
  void DecideArtefact(const ParagraphStart& start);

  ParseContext& context_;
  uint32_t expected_ = 1;
  char mark_ = 0;  // behind the numbers so far
  bool artefact_ = false;
  bool artefact_known_ = false;
};

}  // namespace cablestream
