// A record as one line of JSON: protobuf's, with proto field names, enums by name and no empty
// fields.
#pragma once

#include <string>

namespace cable::v1 {
class Cable;
}

namespace cablestream {

[[nodiscard]] std::string RecordJson(const cable::v1::Cable& cable);

}  // namespace cablestream
