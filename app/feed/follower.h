// A spool folder into the raw topic: the whole of `cablestream feed --follow` but its flags.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>

#include "app/feed/message_key.h"
#include "common/result.h"
#include "kafka/client_config.h"

namespace cablestream {

struct FollowSettings {
  ClientConfig client;
  std::string topic;
  std::string folder;
  FeedKey key = FeedKey::kMessageId;
};

struct FollowCounts {
  uint64_t done = 0;        // files, all of whose messages were acknowledged
  uint64_t failed = 0;      // files that went to failed/
  uint64_t left = 0;        // files that were taken and not finished: a later feed's
  uint64_t without_id = 0;  // messages
};

// Files that are on their way at once.
inline constexpr size_t kMostInFlight = 1000;

// Takes each file that is complete (app/feed/arrivals.h), in the order in which they came, sends
// its messages as they stand, and moves it to done/ once Kafka has acknowledged them all, or to
// failed/ with the reason where it can't be read or sent (app/feed/spool.h). So a file leaves the
// spool with its delivery report, and what a process that died had taken is sent again.
//
// A file that is refused together with others is tried once more by itself before it counts as
// failed. Brokers that are away are waited for, which the log says; nothing is moved then. Memory
// is bounded: kMostInFlight files, and the producer's queue.
//
// Returns when `stop` is set, having waited for what is on its way, for 8 s at most. Fails with
// kInvalidArgument (no such folder), kIo (the folder), kUnavailable (denied, no such topic),
// kRefused, kInternal.
[[nodiscard]] Result<FollowCounts> Follow(const FollowSettings& settings,
                                          const std::atomic<bool>& stop);

}  // namespace cablestream
