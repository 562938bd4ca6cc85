// What the readers of a heading's lines tell each other.
#pragma once

#include <string_view>

#include "parser/identity.h"

namespace cablestream {

// Which line's list the next line may go on with.
enum class HeadingList {
  kNone,
  kRouting,
  kOriginator,
  kAction,
  kInfo,
  kExempt,
  kDistribution,
  kDrafting,
};

struct HeadingState {
  std::string_view heading;  // all lines above the text
  HeadingFacts facts;
  HeadingList list = HeadingList::kNone;
  std::string_view date_line;     // line 5; its data is null until there was one
  const char* read_to = nullptr;  // lines that begin before it are part of one that was read

  // `line` with the line below it, as one text; `line` itself where there is none.
  [[nodiscard]] std::string_view WithNextLine(std::string_view line) const;
  // Whether the line below `line` begins so.
  [[nodiscard]] bool NextLineBegins(std::string_view line, std::string_view word) const;
};

}  // namespace cablestream
