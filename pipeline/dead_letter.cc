#include "pipeline/dead_letter.h"

#include <algorithm>
#include <charconv>
#include <vector>

#include "parser/parser.h"

namespace cablestream {
namespace {

constexpr std::string_view kAttempts = "cablestream.attempts";
constexpr std::string_view kPart = "cablestream.part";

// The attempts before this one, as the message's own headers count them.
int64_t EarlierAttempts(const std::vector<Header>& headers) {
  int64_t attempts = 0;
  for (const Header& header : headers) {
    if (header.name != kAttempts || !header.value) continue;
    const std::string& text = *header.value;
    int64_t number = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
    if (parsed.ec == std::errc() && number > 0 && number < INT32_MAX) attempts = number;
  }
  return attempts;
}

std::vector<Header> DeadLetterHeaders(const RawMessage& message, DeadLetterReason reason,
                                      std::string_view detail, std::string_view generation) {
  std::vector<Header> headers = message.headers();
  const int64_t attempts = EarlierAttempts(headers) + 1;
  const auto add = [&headers](std::string_view name, std::string value) {
    headers.push_back({std::string(name), std::move(value)});
  };
  add("cablestream.reason", std::string(kDeadLetterReasons[static_cast<size_t>(reason)]));
  add("cablestream.detail", std::string(detail));
  add("cablestream.topic", message.topic);
  add("cablestream.partition", std::to_string(message.partition));
  add("cablestream.offset", std::to_string(message.offset));
  add("cablestream.timestamp", std::to_string(message.timestamp_ms));
  add("cablestream.parser-version", std::string(ParserVersion()));
  add(kAttempts, std::to_string(attempts));
  add("cablestream.generation", std::string(generation));
  return headers;
}

Status ProduceInParts(Output output, std::vector<Header> headers, Sink& sink) {
  constexpr int64_t kLongestPartLabel = 24;
  constexpr int64_t kLeastPart = 256;
  headers.push_back({std::string(kPart), std::string(kLongestPartLabel, '0')});
  std::vector<OutputHeader> views = ToOutput(headers);
  output.headers = views;
  const int64_t room = sink.RoomForValue(output);
  if (!output.value || room < kLeastPart) return Fail(ErrorCode::kRefused, "not even a part fits");

  const std::string_view value = *output.value;
  const auto part_size = static_cast<size_t>(room);
  const size_t parts = (value.size() + part_size - 1) / part_size;
  for (size_t i = 0; i < parts; ++i) {
    const std::string label = std::to_string(i + 1) + "/" + std::to_string(parts);
    views.back().value = label;
    output.value = value.substr(i * part_size, part_size);
    if (Status produced = sink.Produce(output); !produced) return produced;
  }
  return {};
}

}  // namespace

Status ProduceWholeOrInParts(Output output, std::vector<Header> headers, Sink& sink) {
  const std::vector<OutputHeader> views = ToOutput(headers);
  output.headers = views;
  return sink.Fits(output) ? sink.Produce(output)
                           : ProduceInParts(output, std::move(headers), sink);
}

Status ProduceDeadLetter(const RawMessage& message, DeadLetterReason reason,
                         std::string_view detail, std::string_view generation, Sink& sink) {
  Output output;
  output.topic = OutputTopic::kDeadLetters;
  output.key = message.key;
  output.value = message.value;
  output.timestamp_ms = message.OutputTimestamp(output.topic, sink);
  Status produced =
      ProduceWholeOrInParts(output, DeadLetterHeaders(message, reason, detail, generation), sink);
  if (produced || produced.error().code != ErrorCode::kRefused) return produced;
  return Fail(ErrorCode::kRefused,
              "The dead letter of " + message.source() +
                  " does not fit the dead letters topic even in parts: raise the topic's "
                  "max.message.bytes to at least that of the raw topic.");
}

}  // namespace cablestream
