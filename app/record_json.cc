#include "app/record_json.h"

#include <google/protobuf/util/json_util.h>

#include "cable/v1/cable.pb.h"

namespace cablestream {

std::string RecordJson(const cable::v1::Cable& cable) {
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  std::string json;
  // Fails for an `Any` alone, which a cable holds none of.
  (void)google::protobuf::util::MessageToJsonString(cable, &json, options);
  return json;
}

}  // namespace cablestream
