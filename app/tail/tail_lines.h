// Messages of a topic as JSON lines. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

#include "consumer/message.h"

namespace cablestream {

// One message, whatever it is:
//
//   a record       the record itself, as `cablestream parse` shows it, without "file"
//   a dead letter  {"reason", "detail", "source", ..., "key", "value"}: its `cablestream.*`
//                  headers, `source` as in the records ("cables.raw/3/17")
//   another        {"topic", "partition", "offset", "timestamp", "key", "value"}
//
// A key or value that is not UTF-8 is "key_base64" or "value_base64"; one that is null is left out.
[[nodiscard]] std::string TailLine(const Message& message);

// RFC 4648, with padding.
[[nodiscard]] std::string EncodeBase64(std::string_view bytes);

}  // namespace cablestream
