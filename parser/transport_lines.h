// Lines that the wire and the archive put into a text, in its course: pages, ends, corrections.
#pragma once

#include <string_view>

#include "parser/context.h"
#include "parser/seam.h"

namespace cablestream {

class TransportLines {
 public:
  // `post` is the message's own, as printed.
  TransportLines(std::string_view post, ParseContext& context) : context_(context), post_(post) {}

  // Whether the line is no part of the text. An end line's serial is checked.
  [[nodiscard]] bool Takes(std::string_view line);
  // A line of line 15, which goes into the record.
  [[nodiscard]] bool TakesCorrection(std::string_view line);
  // A line of prose came: what a page line began is over.
  void EndPage() { page_lines_ = {}; }
  [[nodiscard]] std::string_view post() const { return post_.view(); }

 private:
  void CheckEndLine(std::string_view line);

  ParseContext& context_;
  PostLetters post_;
  PageLines page_lines_;
  bool ended_ = false;
};

}  // namespace cablestream
