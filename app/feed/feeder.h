// Files into the raw topic: the whole of `cablestream feed` but its flags.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <vector>

#include "app/feed/message_key.h"
#include "app/progress.h"
#include "common/result.h"
#include "kafka/client_config.h"

namespace cablestream {

struct FeedSettings {
  ClientConfig client;
  std::string topic;
  std::vector<std::string> paths;
  FeedKey key = FeedKey::kMessageId;
  ProgressStyle progress = ProgressStyle::kNone;
};

struct FeedCounts {
  uint64_t messages = 0;   // read from the paths
  uint64_t bytes = 0;      // of them
  uint64_t delivered = 0;  // acknowledged by Kafka
  uint64_t unkeyed = 0;    // without a message ID
  uint64_t too_large = 0;  // for the topic
  uint64_t failed = 0;     // refused by Kafka, or not acknowledged in time
  uint64_t unreadable_paths = 0;
  bool interrupted = false;

  // Whether every message of every path has arrived.
  [[nodiscard]] bool complete() const {
    return too_large == 0 && failed == 0 && unreadable_paths == 0 && !interrupted;
  }
};

// Writes each message as it stands, judging nothing; a message that can't be written is logged, by
// the name of its file, and those behind it go on. Ends within 10 s when `stop` is set.
//
// Fails with kUnavailable (no broker, access denied, brokers gone for longer than
// `kafka.delivery.timeout.ms`), kRefused (no such topic), kInvalidArgument.
[[nodiscard]] Result<FeedCounts> Feed(const FeedSettings& settings, const std::atomic<bool>& stop);

}  // namespace cablestream
