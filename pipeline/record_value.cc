#include "pipeline/record_value.h"

#include <array>
#include <optional>

#include "cable/v1/cable.pb.h"

namespace cablestream {
namespace {

constexpr char kMagic = '\0';
constexpr size_t kIdBytes = 4;

void AppendVarint(std::string& bytes, int32_t number) {
  uint32_t rest = static_cast<uint32_t>(number) << 1 ^ static_cast<uint32_t>(number >> 31);
  for (; rest >= 0x80; rest >>= 7) bytes += static_cast<char>(rest | 0x80);
  bytes += static_cast<char>(rest);
}

int32_t IndexOfCable() {
  return cable::v1::Cable::descriptor()->index();
}

// What is behind the frame; nullopt: it is not a record's.
std::optional<std::string_view> Unframed(std::string_view value) {
  if (value.size() < 1 + kIdBytes) return std::nullopt;
  value.remove_prefix(1 + kIdBytes);
  const std::array<int32_t, 1> indexes = {IndexOfCable()};
  const std::string place = EncodeMessageIndexes(indexes);
  std::string spelt_out;  // as some writers say the first message too
  AppendVarint(spelt_out, 1);
  AppendVarint(spelt_out, IndexOfCable());
  for (const std::string& written : {place, spelt_out}) {
    if (value.starts_with(written)) return value.substr(written.size());
  }
  return std::nullopt;
}

}  // namespace

std::string_view RecordFormatName(RecordFormat format) {
  return format == RecordFormat::kProtobuf ? "protobuf" : "confluent";
}

std::string EncodeMessageIndexes(std::span<const int32_t> indexes) {
  if (indexes.size() == 1 && indexes[0] == 0) return std::string(1, '\0');
  std::string bytes;
  AppendVarint(bytes, static_cast<int32_t>(indexes.size()));
  for (const int32_t index : indexes) AppendVarint(bytes, index);
  return bytes;
}

std::string ConfluentFrame(int32_t schema_id) {
  std::string frame(1, kMagic);
  const auto id = static_cast<uint32_t>(schema_id);
  for (int shift = 24; shift >= 0; shift -= 8) frame += static_cast<char>(id >> shift & 0xFF);
  const std::array<int32_t, 1> indexes = {IndexOfCable()};
  return frame + EncodeMessageIndexes(indexes);
}

bool ParseRecord(std::string_view value, cable::v1::Cable& cable) {
  std::optional<std::string_view> message = value;
  if (!value.empty() && value.front() == kMagic) message = Unframed(value);
  return message && cable.ParseFromArray(message->data(), static_cast<int>(message->size()));
}

}  // namespace cablestream
