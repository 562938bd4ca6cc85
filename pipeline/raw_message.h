// A raw message as it stood in its raw topic, whichever way it came: read there, or forwarded by
// the member that read it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/result.h"
#include "consumer/message.h"
#include "producer/sink.h"

namespace cablestream {

// Key, value and buffer are the Message's, which it must not outlive.
struct RawMessage {
  std::string topic;
  int32_t partition = 0;
  int64_t offset = 0;
  int64_t timestamp_ms = -1;  // -1: none
  // The largest message time of its raw partition up to it; -1: none yet.
  int64_t mark_ms = -1;
  std::optional<std::string_view> key;
  std::optional<std::string_view> value;

  // Of a forwarded message: how often it was handed on, and by which parser version.
  int hops = 0;
  std::string parser_version;

  const MessageBuffer* buffer = nullptr;

  // What an earlier refusal by a broker has led to: RefusedMessage.
  bool without_timestamp = false;
  std::string_view rejected;

  // The timestamp of a record or dead letter of it; -1 where a broker would refuse its own, or
  // delete a dead letter of it on arrival.
  [[nodiscard]] int64_t OutputTimestamp(OutputTopic output, const Sink& sink) const;
  // As received from the raw topic: without those that a forward added.
  [[nodiscard]] std::vector<Header> headers() const;
  // "cables.raw/3/4711".
  [[nodiscard]] std::string source() const;
};

// A message read from a raw topic.
[[nodiscard]] RawMessage FromRaw(const Message& message, int64_t mark_ms);

// A message read from the home topic. Fails with kCorruption: no forward of ours.
[[nodiscard]] Result<RawMessage> FromHome(const Message& message);

// The headers that a forward adds to the message's own.
[[nodiscard]] std::vector<Header> ForwardHeaders(const RawMessage& message,
                                                 std::string_view message_id,
                                                 std::string_view parser_version);

// Views of `headers` for the sink.
[[nodiscard]] std::vector<OutputHeader> ToOutput(const std::vector<Header>& headers);

}  // namespace cablestream
