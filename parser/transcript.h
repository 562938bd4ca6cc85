// A message as it is parsed: what a page of the web, a spreadsheet's row or a mail program did to
// its characters is undone. Mostly nothing is, and the text is the message itself.
//
//   REF:&nbsp;AT&amp;T<br/>      ->  REF: AT&T and a line end     HTML
//   ...\tVZCZCXRO8638\nOO ...     ->  line ends and tabs           escapes of a row
//   ..."a ""quoted"" word"        ->  a "quoted" word              quotes of a row
//   > FM AMEMBASSY OSLO           ->  FM AMEMBASSY OSLO            a mail's quotation
//   a blank line below each line  ->  none                         double spacing
//   fm amembassy oslo             ->  FM AMEMBASSY OSLO            a heading in lower case
//   ... ZZH O 131156Z JUN 08 FM   ->  a line each                  a heading without line ends
//
// Knows of each byte of the text where in the message it comes from.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "parser/text_start.h"
#include "parser/undo.h"

namespace cablestream {

class Transcript {
 public:
  // The message must outlive it.
  explicit Transcript(std::string_view message);
  Transcript(const Transcript&) = delete;
  Transcript& operator=(const Transcript&) = delete;

  [[nodiscard]] std::string_view message() const { return message_; }
  [[nodiscard]] std::string_view text() const {
    return changed_ ? std::string_view(text_) : message_;
  }
  [[nodiscard]] const TextStart& start() const { return start_; }

  // Where in the message the byte at `offset` of the text begins, and where the one before it ends:
  // what lies between was undone. Neither falls while the offset rises.
  [[nodiscard]] size_t BeginInMessage(size_t offset) const;
  [[nodiscard]] size_t EndInMessage(size_t offset) const;

 private:
  void RaiseHeading();
  void DivideHeading();
  void BlankMessageLines();
  void Write(size_t offset, char c);

  std::string_view message_;
  std::string text_;
  std::vector<Edit> edits_;
  bool changed_ = false;
  TextStart start_;
};

}  // namespace cablestream
