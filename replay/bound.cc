#include "replay/bound.h"

#include <google/protobuf/util/time_util.h>

#include <charconv>
#include <optional>
#include <string>

namespace cablestream {
namespace {

template <typename Number>
std::optional<Number> ReadNumber(std::string_view text) {
  Number number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number < 0) return std::nullopt;
  return number;
}

// "cables.raw/3:1200" or "3:1200".
bool ReadEntry(std::string_view text, AtOffsets& bound) {
  const size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return false;
  const auto offset = ReadNumber<int64_t>(text.substr(colon + 1));
  std::string_view place = text.substr(0, colon);
  const size_t slash = place.rfind('/');
  std::string topic;
  if (slash != std::string_view::npos) {
    topic = place.substr(0, slash);
    place.remove_prefix(slash + 1);
    if (topic.empty()) return false;
  }
  const auto partition = ReadNumber<int32_t>(place);
  if (!offset || !partition) return false;
  return bound.offsets.try_emplace({std::move(topic), *partition}, *offset).second;
}

std::optional<AtOffsets> ReadOffsets(std::string_view text) {
  AtOffsets bound;
  while (true) {
    const size_t comma = text.find(',');
    if (!ReadEntry(text.substr(0, comma), bound)) return std::nullopt;
    if (comma == std::string_view::npos) return bound;
    text.remove_prefix(comma + 1);
  }
}

std::optional<AtTime> ReadTime(std::string_view text) {
  google::protobuf::Timestamp time;
  if (!google::protobuf::util::TimeUtil::FromString(std::string(text), &time)) return std::nullopt;
  return AtTime{google::protobuf::util::TimeUtil::TimestampToMilliseconds(time)};
}

}  // namespace

Result<Bound> ReadBound(std::string_view text) {
  if (text == "beginning") return LogBeginning{};
  if (text == "end") return LogEnd{};
  if (const auto offset = ReadNumber<int64_t>(text)) return AtOffset{*offset};
  if (const auto time = ReadTime(text)) return *time;
  if (auto offsets = ReadOffsets(text)) return *std::move(offsets);
  return Fail(ErrorCode::kInvalidArgument,
              "'" + std::string(text) +
                  "' is no place in a log: expected beginning, end, an offset (1200), offsets of "
                  "partitions (0:1200,1:900 or cables.raw/0:1200) or a time "
                  "(2008-06-13T11:56:00Z)");
}

}  // namespace cablestream
