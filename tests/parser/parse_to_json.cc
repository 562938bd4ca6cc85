// parse_to_json FILE...: the record of each cable as one line of JSON, {"file":..., record}.
#include <google/protobuf/util/json_util.h>

#include <cstdio>
#include <fstream>
#include <sstream>
#include <string>

#include "cable/v1/cable.pb.h"
#include "parser/parser.h"

namespace {

std::string ReadFile(const char* path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

void PrintRecord(const char* path, const cable::v1::Cable& cable) {
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  std::string json;
  (void)google::protobuf::util::MessageToJsonString(cable, &json, options);
  std::printf("{\"file\":\"%s\",%s\n", path, json.c_str() + 1);
}

}  // namespace

int main(int argc, char** argv) {
  cable::v1::Cable cable;
  for (int i = 1; i < argc; ++i) {
    const auto parsed = cablestream::Parse(ReadFile(argv[i]), cable);
    if (parsed) {
      PrintRecord(argv[i], cable);
    } else {
      std::printf("{\"file\":\"%s\",\"error\":\"%s\"}\n", argv[i],
                  std::string(ParseErrorName(parsed.error().code)).c_str());
    }
  }
}
