// The parser as another version might be: it finds another message ID in one message of ten, where
// the number of the ID ends with a 7. Linked in front of the real one (--wrap).
#include <algorithm>
#include <string>
#include <string_view>

#include "cable/v1/cable.pb.h"
#include "parser/parser.h"

// The linker's names: the symbols come from CMake.
#define SYMBOL_OF_REAL_READ_HEAD __asm__("__real_" READ_HEAD_SYMBOL)
#define SYMBOL_OF_OTHER_READ_HEAD __asm__("__wrap_" READ_HEAD_SYMBOL)
#define SYMBOL_OF_OTHER_VERSION __asm__("__wrap_" VERSION_SYMBOL)

namespace cablestream {

// A member function is called as one whose first parameter is the object.
tl::expected<void, ParseError> RealReadHead(MessageParser* parser, std::string_view message,
                                            cable::v1::Cable& cable) SYMBOL_OF_REAL_READ_HEAD;
tl::expected<void, ParseError> OtherReadHead(MessageParser* parser, std::string_view message,
                                             cable::v1::Cable& cable) SYMBOL_OF_OTHER_READ_HEAD;
std::string_view OtherVersion() SYMBOL_OF_OTHER_VERSION;

std::string_view OtherVersion() {
  return "another";
}

tl::expected<void, ParseError> OtherReadHead(MessageParser* parser, std::string_view message,
                                             cable::v1::Cable& cable) {
  tl::expected<void, ParseError> read = RealReadHead(parser, message, cable);
  if (!read) return read;
  std::string& message_id = *cable.mutable_message_id();
  const size_t end = std::min(message_id.find('~'), message_id.size());
  if (end > 0 && message_id[end - 1] == '7') message_id.insert(end, "X");
  cable.mutable_parser_version()->assign(OtherVersion());
  return read;
}

}  // namespace cablestream
