// Text of one telegram -> cable.v1.Cable. Pure: no clock, no state, no I/O; any thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "parser/span.h"

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
// `spans`, where given, gets the account that `coverage` is computed from.
[[nodiscard]] tl::expected<void, ParseError> Parse(std::string_view message,
                                                   cable::v1::Cable& cable, Spans* spans = nullptr);

// Parse in two steps: most of what a duplicate or a forward costs is its text, which nobody looks
// at. One message at a time; one thread.
class MessageParser {
 public:
  explicit MessageParser(Spans* spans = nullptr);
  ~MessageParser();
  MessageParser(const MessageParser&) = delete;
  MessageParser& operator=(const MessageParser&) = delete;

  // As Parse, for all that stands before the text: identity, content hash and disposition are
  // those of the whole. Forgets the message before.
  [[nodiscard]] tl::expected<void, ParseError> ReadHead(std::string_view message,
                                                        cable::v1::Cable& cable);
  // The rest, into the same cable: both must be there still. Does nothing a second time, or where
  // ReadHead failed.
  void ReadText();

 private:
  struct State;
  Spans* const spans_;
  std::unique_ptr<State> state_;
};

// Written into every record; changes whenever Parse may give another result.
[[nodiscard]] std::string_view ParserVersion();

}  // namespace cablestream
