// Where the heading ends and the text begins: the first classification line after the last
// heading. A heading after it is text.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "parser/classification_line.h"

namespace cablestream {

struct TextStart {
  // The line that classifies and numbers the message; without one, `has_line` is false and all of
  // line_begin, text_begin and line_end are where the text begins.
  bool has_line = false;
  ClassificationLine line;
  size_t line_begin = 0;  // of the physical line
  size_t text_begin = 0;  // of the classification word on it
  size_t line_end = 0;    // where the next line begins
  size_t header_end = 0;  // after the last heading line
  // Where date-time group lines stand before the text, at most the first ones of them.
  std::array<size_t, 8> date_lines{};
  size_t date_line_count = 0;
};

[[nodiscard]] TextStart FindTextStart(std::string_view message);

// The date-time group line that begins the message's own heading, and how many upper headings of
// a readdressed message stand before it (each with an originator and another date-time group).
struct UpperHeadings {
  std::array<std::string_view, 8> text{};
  size_t count = 0;
};
[[nodiscard]] UpperHeadings FindUpperHeadings(std::string_view message, const TextStart& start);

}  // namespace cablestream
