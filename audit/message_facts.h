// What a message of an output topic says about where it comes from. Pure; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "consumer/message.h"

namespace cable::v1 {
class Cable;
}

namespace cablestream {

// "cables.raw/3/4711", the form of the header `source`.
struct NamedSource {
  std::string topic;
  int32_t partition = -1;
  int64_t offset = -1;

  bool operator==(const NamedSource&) const = default;
};

[[nodiscard]] std::optional<NamedSource> ParseSource(std::string_view text);
[[nodiscard]] std::string ToString(const NamedSource& source);

// The source that a record names in its header and in its field; nullopt where it names none, or
// two.
[[nodiscard]] std::optional<NamedSource> SourceOfRecord(const Message& message,
                                                        const cable::v1::Cable& cable);

struct DeadLetterFacts {
  NamedSource source;
  std::string reason;
  std::string parser_version;
  std::string generation;
  int64_t timestamp_ms = -1;  // of the raw message; -1: it had none
  int64_t attempts = 1;       // how often it has become a dead letter
  uint32_t part = 1;
  uint32_t parts = 1;
};

// By the headers of its newest death: a message that was put back keeps those of earlier ones in
// front. nullopt: no dead letter of ours.
[[nodiscard]] std::optional<DeadLetterFacts> ReadDeadLetter(const std::vector<Header>& headers);

}  // namespace cablestream
