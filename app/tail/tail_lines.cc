#include "app/tail/tail_lines.h"

#include <algorithm>
#include <vector>

#include "app/record_json.h"
#include "cable/v1/cable.pb.h"
#include "common/log.h"
#include "parser/utf8.h"
#include "pipeline/record_value.h"

namespace cablestream {
namespace {

constexpr std::string_view kMessageType = "message-type";
constexpr std::string_view kCable = "cable.v1.Cable";
constexpr std::string_view kOwnHeader = "cablestream.";

// Builds one JSON object, member by member.
class JsonObject {
 public:
  void Text(std::string_view name, std::string_view text) { Add(name, JsonString(text)); }
  void Number(std::string_view name, int64_t number) { Add(name, std::to_string(number)); }

  // A text where the bytes are one.
  void Bytes(const std::string& name, std::string_view bytes) {
    if (ValidUtf8Prefix(bytes) == bytes.size()) {
      Text(name, bytes);
    } else {
      Text(name + "_base64", EncodeBase64(bytes));
    }
  }

  [[nodiscard]] std::string Close() const { return "{" + members_ + "}"; }

 private:
  void Add(std::string_view name, std::string_view value) {
    if (!members_.empty()) members_ += ',';
    members_ += JsonString(name);
    members_ += ':';
    members_ += value;
  }

  std::string members_;
};

// Null where there is none, or where it has no value.
const std::string* FindHeader(const std::vector<Header>& headers, std::string_view name) {
  const auto found = std::find_if(headers.rbegin(), headers.rend(),
                                  [name](const Header& header) { return header.name == name; });
  return found == headers.rend() || !found->value ? nullptr : &*found->value;
}

std::string OwnHeader(std::string_view name) {
  return std::string(kOwnHeader) + std::string(name);
}

void AddKeyAndValue(const Message& message, JsonObject& line) {
  if (message.key) line.Bytes("key", *message.key);
  if (message.value) line.Bytes("value", *message.value);
}

std::string DeadLetterLine(const Message& message, const std::vector<Header>& headers) {
  JsonObject line;
  const auto add = [&](std::string_view header, std::string_view member) {
    const std::string* value = FindHeader(headers, OwnHeader(header));
    if (value != nullptr) line.Text(member, *value);
  };
  add("reason", "reason");
  add("detail", "detail");
  std::string source;
  for (const std::string_view name : {"topic", "partition", "offset"}) {
    const std::string* value = FindHeader(headers, OwnHeader(name));
    if (value != nullptr) source += (source.empty() ? "" : "/") + *value;
  }
  line.Text("source", source);
  add("timestamp", "timestamp");
  add("parser-version", "parser_version");
  add("attempts", "attempts");
  add("generation", "generation");
  add("part", "part");
  AddKeyAndValue(message, line);
  return line.Close();
}

std::string OtherLine(const Message& message) {
  JsonObject line;
  line.Text("topic", message.topic);
  line.Number("partition", message.partition);
  line.Number("offset", message.offset);
  if (message.timestamp_ms >= 0) line.Number("timestamp", message.timestamp_ms);
  AddKeyAndValue(message, line);
  return line.Close();
}

}  // namespace

std::string TailLine(const Message& message) {
  const std::vector<Header> headers =
      message.buffer ? message.buffer->headers() : std::vector<Header>();
  if (FindHeader(headers, OwnHeader("reason")) != nullptr) return DeadLetterLine(message, headers);
  const std::string* type = FindHeader(headers, kMessageType);
  if (type != nullptr && *type == kCable && message.value) {
    cable::v1::Cable cable;
    if (ParseRecord(*message.value, cable)) return RecordJson(cable);
  }
  return OtherLine(message);
}

std::string EncodeBase64(std::string_view bytes) {
  constexpr std::string_view kAlphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (size_t i = 0; i < bytes.size(); i += 3) {
    const size_t count = std::min<size_t>(bytes.size() - i, 3);
    uint32_t bits = 0;
    for (size_t j = 0; j < 3; ++j) {
      bits = bits << 8 | (j < count ? static_cast<uint8_t>(bytes[i + j]) : 0U);
    }
    for (size_t j = 0; j < 4; ++j) {
      text += j <= count ? kAlphabet[bits >> (18 - 6 * j) & 0x3F] : '=';
    }
  }
  return text;
}

}  // namespace cablestream
