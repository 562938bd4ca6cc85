// The value of a record: protobuf alone, or Confluent's wire format around it. Pure; any thread.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace cable::v1 {
class Cable;
}

namespace cablestream {

enum class RecordFormat { kProtobuf, kConfluent };

// `protobuf`, `confluent`, as the configuration says it.
[[nodiscard]] std::string_view RecordFormatName(RecordFormat format);

// What stands before the protobuf bytes in Confluent's wire format: a zero byte, the schema's ID
// (big-endian), the record's place among the messages of its file.
//
//   ConfluentFrame(7) -> 00 00000007 00
[[nodiscard]] std::string ConfluentFrame(int32_t schema_id);

// A message's place in its file, from the outermost message inwards: the count and each index as a
// zigzag varint. The first message of a file, {0}, is the single byte 0.
[[nodiscard]] std::string EncodeMessageIndexes(std::span<const int32_t> indexes);

// Reads a record of either format: no protobuf message begins with a zero byte, Confluent's format
// always does. False: neither, or a frame around another message than the first of its file.
[[nodiscard]] bool ParseRecord(std::string_view value, cable::v1::Cable& cable);

}  // namespace cablestream
