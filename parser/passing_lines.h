// Passing instructions, which may go on over several lines.
#pragma once

#include <cstddef>
#include <string_view>

#include "parser/context.h"

namespace cablestream {

class PassingLines {
 public:
  // Where a line stands.
  struct Place {
    bool after_blank;      // a blank line came before it
    size_t length_before;  // of the line before
    bool above_label;      // a message line is known to follow
  };

  // Reads a line into the record if it is an instruction, or goes on with the one before.
  bool Takes(std::string_view line, const Place& place, ParseContext& context);

  // What comes next goes on with no instruction.
  void Close() { open_ = false; }

 private:
  [[nodiscard]] bool GoesOn(std::string_view line, size_t length_before,
                            ParseContext& context) const;

  bool open_ = false;   // the line before was an instruction
  bool comma_ = false;  // and did not end
  char end_ = 0;        // its last byte
};

}  // namespace cablestream
