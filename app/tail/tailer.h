// A topic read from beside its groups, read_committed.
#pragma once

#include <atomic>
#include <functional>
#include <string>

#include "common/result.h"
#include "consumer/message.h"
#include "kafka/client_config.h"

namespace cablestream {

struct TailSettings {
  ClientConfig client;
  std::string group;  // named to Kafka, never joined
  std::string topic;
  bool from_end = false;   // else from the beginning
  bool until_end = false;  // end where the topic ended at the start
};

struct TailHandlers {
  std::function<bool(const Message&)> on_message;  // false ends it
  std::function<bool()> on_idle;                   // nothing is there right now; false ends it
};

// Hands over each committed message, until a handler or `stop` says so or the end is reached.
// Fails with kUnavailable (no broker, access denied), kRefused (no such topic; it was deleted or
// cut off meanwhile), kInvalidArgument.
[[nodiscard]] Status Tail(const TailSettings& settings, const TailHandlers& handlers,
                          const std::atomic<bool>& stop);

}  // namespace cablestream
