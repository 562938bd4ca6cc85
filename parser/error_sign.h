// Eight E, by which an operator takes back what was sent in error.
#pragma once

#include <string>
#include <string_view>

#include "parser/context.h"

namespace cablestream {

// Adds words to a text: behind `E E E E E E E E` the last right word comes again, and the text goes
// on from where it stood.
class CorrectedText {
 public:
  explicit CorrectedText(ParseContext& context) : context_(context) {}

  // Words of one line, the sign among them perhaps.
  void Append(std::string_view words, std::string* text);
  // Words that hold no sign.
  void AppendAfterError(std::string_view words, std::string* text);

 private:
  void TakeBack(std::string_view words, std::string* text);

  ParseContext& context_;
  bool error_ = false;  // the sign came; the last right word is to follow
};

}  // namespace cablestream
