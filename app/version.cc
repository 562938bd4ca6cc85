#include "app/version.h"

#include "parser/parser.h"

namespace cablestream {

std::string_view Version() {
  return CABLESTREAM_VERSION;
}

std::string VersionText() {
  return "cablestream " CABLESTREAM_VERSION " (parser " + std::string(ParserVersion()) + ")";
}

}  // namespace cablestream
