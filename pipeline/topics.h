// The topics of a group, looked at before anything is read: which exist, which are made, and
// whether their settings keep the promises.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "common/result.h"
#include "consumer/log_reader.h"
#include "kafka/topic_admin.h"
#include "producer/sink.h"
#include "storage/identity.h"

namespace cablestream {

struct TopicPlan {
  std::string group;
  std::vector<std::string> raw;
  std::string records;
  std::string dead_letters;
  DedupScope scope = DedupScope::kGroup;

  // Missing raw, records and dead letters topics are made.
  bool create = false;
  int32_t partitions = -1;          // -1: the broker's default
  int32_t replication_factor = -1;  // likewise

  // For CheckGroup: offsets or messages that are gone are no obstacle (--from beginning).
  bool from_beginning = false;

  // A missing claims topic is made although the group has committed offsets: it is about to be
  // filled from the records.
  bool remake_claims = false;
};

struct PreparedTopics {
  std::map<std::string, int32_t> raw;  // partition counts by name
  std::set<std::string> compacted_raw;
  std::string home;  // empty: each raw partition deduplicates for itself, and forwards nothing
  std::string claims;
  int32_t shards = 0;
  std::array<std::string, kOutputTopics> outputs;          // by OutputTopic
  std::array<int64_t, kOutputTopics> max_message_bytes{};  // likewise
  // How long each keeps a message, from its timestamp; nullopt: for ever.
  std::array<std::optional<std::chrono::milliseconds>, kOutputTopics> retention;
};

// Makes the internal topics `<group>-claims` and `<group>-home` only while the group has no
// committed offset: later, a missing one means that claims or forwards are gone.
//
// Fails with kRetry (no answer: call again), kUnavailable (denied, or topics missing: the message
// names them), kRefused (an internal topic is gone, or a topic set so that it loses messages; what
// to do is said), kInvalidArgument (a raw topic that has grown although its partitions are the
// shards, or a group that began with another scope).
[[nodiscard]] Result<PreparedTopics> PrepareTopics(const TopicPlan& plan, TopicAdmin& admin,
                                                   LogReader& log);

}  // namespace cablestream
