#include "pipeline/raw_message.h"

#include <charconv>
#include <utility>

namespace cablestream {
namespace {

// Before each name that a forward adds; a raw message of the same prefix is not taken for one,
// since only home topics are read for them.
constexpr std::string_view kPrefix = "cablestream.forward.";

template <typename Number>
bool ParseNumber(std::string_view text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

// Takes over one added header; false where its value makes no sense.
bool ReadForwardHeader(std::string_view name, std::string_view value, RawMessage& message) {
  if (name == "topic") {
    message.topic = value;
    return !value.empty();
  }
  if (name == "partition") return ParseNumber(value, message.partition);
  if (name == "offset") return ParseNumber(value, message.offset);
  if (name == "timestamp") return ParseNumber(value, message.timestamp_ms);
  if (name == "mark") return ParseNumber(value, message.mark_ms);
  if (name == "hops") return ParseNumber(value, message.hops);
  if (name == "parser-version") message.parser_version = value;
  return true;
}

}  // namespace

std::vector<Header> RawMessage::headers() const {
  std::vector<Header> headers = buffer->headers();
  if (hops > 0) {
    std::erase_if(headers, [](const Header& header) { return header.name.starts_with(kPrefix); });
  }
  return headers;
}

int64_t RawMessage::OutputTimestamp(OutputTopic output, const Sink& sink) const {
  // A letter is kept for its topic's retention from now on, however old the message is.
  const bool is_too_old =
      output == OutputTopic::kDeadLetters && sink.PastRetention(output, timestamp_ms);
  const bool is_left_out =
      without_timestamp || is_too_old || sink.RefusesTimestamp(output, timestamp_ms);
  return is_left_out ? -1 : timestamp_ms;
}

std::string RawMessage::source() const {
  return topic + "/" + std::to_string(partition) + "/" + std::to_string(offset);
}

RawMessage FromRaw(const Message& message, int64_t mark_ms) {
  RawMessage raw;
  raw.topic = message.topic;
  raw.partition = message.partition;
  raw.offset = message.offset;
  raw.timestamp_ms = message.timestamp_ms;
  raw.mark_ms = mark_ms;
  raw.key = message.key;
  raw.value = message.value;
  raw.buffer = message.buffer.get();
  return raw;
}

Result<RawMessage> FromHome(const Message& message) {
  RawMessage raw = FromRaw(message, -1);
  raw.topic.clear();
  raw.offset = -1;
  for (const Header& header : message.buffer->headers()) {
    if (!header.name.starts_with(kPrefix)) continue;
    const std::string_view name = std::string_view(header.name).substr(kPrefix.size());
    if (!ReadForwardHeader(name, header.value.value_or(""), raw)) raw.topic.clear();
  }
  if (raw.topic.empty() || raw.offset < 0 || raw.hops < 1) {
    return Fail(ErrorCode::kCorruption,
                std::string(message.topic) + "[" + std::to_string(message.partition) +
                    "] holds at offset " + std::to_string(message.offset) +
                    " a message that is no forward: only cablestream may write to this topic");
  }
  return raw;
}

std::vector<Header> ForwardHeaders(const RawMessage& message, std::string_view message_id,
                                   std::string_view parser_version) {
  const std::pair<std::string_view, std::string> fields[] = {
      {"topic", message.topic},
      {"partition", std::to_string(message.partition)},
      {"offset", std::to_string(message.offset)},
      {"timestamp", std::to_string(message.timestamp_ms)},
      {"mark", std::to_string(message.mark_ms)},
      {"hops", std::to_string(message.hops + 1)},
      {"id", std::string(message_id)},
      {"parser-version", std::string(parser_version)},
  };
  std::vector<Header> headers = message.headers();
  for (const auto& [name, value] : fields) {
    headers.push_back({std::string(kPrefix).append(name), value});
  }
  return headers;
}

std::vector<OutputHeader> ToOutput(const std::vector<Header>& headers) {
  std::vector<OutputHeader> views;
  views.reserve(headers.size());
  for (const Header& header : headers) {
    OutputHeader& view = views.emplace_back(OutputHeader{header.name, std::nullopt});
    if (header.value) view.value = *header.value;
  }
  return views;
}

}  // namespace cablestream
