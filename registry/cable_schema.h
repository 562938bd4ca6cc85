// The schema of a record's value, as it is registered: the text of proto/cable/v1/cable.proto. What
// it imports, google/protobuf/timestamp.proto, every registry has.
#pragma once

#include <string_view>

namespace cablestream {

// Any thread.
[[nodiscard]] std::string_view CableSchema();

}  // namespace cablestream
