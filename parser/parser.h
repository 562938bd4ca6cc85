// Text of one telegram -> cable.v1.Cable. Pure: no clock, no state, no I/O; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace cable::v1 {
class Cable;
}

namespace cablestream {

enum class ParseErrorCode {
  kEmpty,       // no byte but white space
  kNoIdentity,  // nothing that a message ID could be made of
};

// The reason code of a dead letter: "empty", "no_identity".
[[nodiscard]] std::string_view ParseErrorName(ParseErrorCode code);

// Names no text of the message.
struct ParseError {
  ParseErrorCode code;
  uint32_t line;       // from 1; 0 = the message as a whole
  std::string detail;  // a sentence
};

// Reads `message` into `cable`, which is cleared first; one that is used again keeps its memory.
// Sets every field that follows from the bytes alone, and none of revision, supersedes,
// changed_fields, source, generation.
//
// Any bytes are safe; time is linear in their number. What is not understood is kept in
// `unparsed` and `warnings`. The same bytes give the same cable in every run of this version.
[[nodiscard]] tl::expected<void, ParseError> Parse(std::string_view message,
                                                   cable::v1::Cable& cable);

// Written into every record; changes whenever Parse may give another result.
[[nodiscard]] std::string_view ParserVersion();

}  // namespace cablestream
