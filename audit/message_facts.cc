#include "audit/message_facts.h"

#include <charconv>
#include <string_view>

#include "cable/v1/cable.pb.h"

namespace cablestream {
namespace {

constexpr std::string_view kOwn = "cablestream.";

template <typename Number>
bool ReadNumber(std::string_view text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() && number >= 0;
}

// "2/3": the second of three.
bool ReadPart(std::string_view text, DeadLetterFacts& facts) {
  const size_t slash = text.find('/');
  return slash != std::string_view::npos && ReadNumber(text.substr(0, slash), facts.part) &&
         ReadNumber(text.substr(slash + 1), facts.parts) && facts.part >= 1 &&
         facts.part <= facts.parts;
}

// False where the value makes no sense.
bool ReadOwn(std::string_view name, std::string_view value, DeadLetterFacts& facts) {
  if (name == "partition") return ReadNumber(value, facts.source.partition);
  if (name == "offset") return ReadNumber(value, facts.source.offset);
  if (name == "part") return ReadPart(value, facts);
  // These two say nothing of where it comes from.
  if (name == "timestamp" && !ReadNumber(value, facts.timestamp_ms)) facts.timestamp_ms = -1;
  if (name == "attempts" && !ReadNumber(value, facts.attempts)) facts.attempts = 1;
  if (name == "topic") facts.source.topic = value;
  if (name == "parser-version") facts.parser_version = value;
  if (name == "generation") facts.generation = value;
  return true;
}

}  // namespace

std::optional<NamedSource> ParseSource(std::string_view text) {
  const size_t second = text.rfind('/');
  if (second == std::string_view::npos || second == 0) return std::nullopt;
  const size_t first = text.rfind('/', second - 1);
  if (first == std::string_view::npos) return std::nullopt;
  NamedSource source;
  source.topic = text.substr(0, first);
  if (!ReadNumber(text.substr(first + 1, second - first - 1), source.partition) ||
      !ReadNumber(text.substr(second + 1), source.offset)) {
    return std::nullopt;
  }
  return source;
}

std::string ToString(const NamedSource& source) {
  return source.topic + "/" + std::to_string(source.partition) + "/" +
         std::to_string(source.offset);
}

std::optional<NamedSource> SourceOfRecord(const Message& message, const cable::v1::Cable& cable) {
  const NamedSource field{cable.source().topic(), cable.source().partition(),
                          cable.source().offset()};
  if (field.topic.empty() || field.partition < 0 || field.offset < 0) return std::nullopt;
  for (const Header& header : message.buffer->headers()) {
    if (header.name == "source" && ParseSource(header.value.value_or("")) != field) {
      return std::nullopt;
    }
  }
  return field;
}

std::optional<DeadLetterFacts> ReadDeadLetter(const std::vector<Header>& headers) {
  std::optional<DeadLetterFacts> facts;
  bool sound = true;
  for (const Header& header : headers) {
    if (!header.name.starts_with(kOwn)) continue;
    const std::string_view name = std::string_view(header.name).substr(kOwn.size());
    const std::string value = header.value.value_or("");
    if (name == "reason") {  // the first of each death's headers
      facts.emplace();
      facts->reason = value;
      sound = true;
    } else if (facts) {
      sound = ReadOwn(name, value, *facts) && sound;
    }
  }
  if (!facts || !sound || facts->source.topic.empty() || facts->source.partition < 0 ||
      facts->source.offset < 0) {
    return std::nullopt;
  }
  return facts;
}

}  // namespace cablestream
