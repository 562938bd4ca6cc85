// What a replay does: which messages, into which topics, by which parser.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "common/result.h"
#include "kafka/types.h"
#include "pipeline/settings.h"

namespace cablestream {

struct ReplayPlan {
  std::string asked_from;  // as the command line said it
  std::string asked_to;
  std::vector<std::string> raw_topics;
  std::map<TopicPartition, OffsetRange> ranges;  // of every raw partition, empty ones included
  std::string records_topic;
  std::string dead_letters_topic;
  std::string parser_version;
  int64_t planned_at_ms = 0;  // since 1970, for people

  bool operator==(const ReplayPlan&) const = default;
};

// A replay's group, which its internal topics are named after, and the topic that holds its plan.
[[nodiscard]] std::string ReplayGroupOf(const std::string& group, const std::string& generation);
[[nodiscard]] std::string PlanTopicOf(const std::string& replay_group);

[[nodiscard]] std::string EncodePlan(const ReplayPlan& plan);

// Fails with kRefused: not the bytes of a plan, or of a version that is not known here.
[[nodiscard]] Result<ReplayPlan> DecodePlan(std::string_view bytes);

// What a later starter asks for, where it says so at all; empty: whatever was planned.
struct ReplayWish {
  std::string from;
  std::string to;
  std::vector<std::string> raw_topics;
  std::string records_topic;
  std::string dead_letters_topic;
};

// Fails with kInvalidArgument where the plan is another one than is wished for, or is another
// parser's.
[[nodiscard]] Status CheckWish(const ReplayPlan& plan, const ReplayWish& wish,
                               std::string_view parser_version);

}  // namespace cablestream
