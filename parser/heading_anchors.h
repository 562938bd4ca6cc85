// What tells a heading's lines from text, and by what in a heading its classification line is
// known.
#pragma once

#include <string_view>

#include "parser/classification_line.h"

namespace cablestream {

// What was seen of the last heading: enough to know its classification line by when that line's
// first word is beyond recognition.
struct Anchors {
  std::string_view originator;
  std::string_view serial;
  bool seen = false;
};

// `TO SECSTATE WASHDC`, `RUEHC/SECSTATE WASHDC`: lines 7 to 9.
[[nodiscard]] bool IsAddressLine(std::string_view line);

// `FM AMEMBASSY OSLO`; `originator` is the name.
[[nodiscard]] bool IsOriginatorLine(std::string_view line, std::string_view& originator);

// Whether one of lines 1 to 9; also notes what identifies the heading. A `plain` line surely holds
// no start of message.
[[nodiscard]] bool IsHeadingLine(std::string_view line, bool plain, Anchors& anchors,
                                 bool& date_line);

// Reads a line that ends in the heading's own post and serial, whatever its classification word has
// become, and one whose serial is garbled: `UNCLBS ASTANA 001111`, `UNCLAS ASTANA 0011M1`.
[[nodiscard]] bool ReadByAnchors(std::string_view line, const Anchors& anchors,
                                 ClassificationLine& result);

}  // namespace cablestream
