// What becomes of a message one of whose outputs a broker refused.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/result.h"
#include "producer/sink.h"

namespace cablestream {

// A message that was refused when it was alone in its transaction, and how its next try differs.
struct RefusedMessage {
  int64_t offset = -1;
  // A broker refused its timestamp: its outputs carry none.
  bool without_timestamp = false;
  // Not empty: it becomes a dead letter `rejected`, with this detail.
  std::string rejected = {};
};

// Draws the consequence of a refusal. `before` is what an earlier refusal of the same message led
// to.
//
//   the timestamp of a record or dead letter  -> without_timestamp
//   anything else of a record or a forward    -> rejected
//
// Fails with kRefused where nothing is left to try, or where it is not the message that is at
// fault: a refused claim, dead letter or present time. `source` names the message.
[[nodiscard]] Result<RefusedMessage> Judge(const Refusal& refusal, std::string_view source,
                                           RefusedMessage before);

}  // namespace cablestream
