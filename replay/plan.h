// What a replay does: which messages, into which topics, by which parser.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/result.h"
#include "kafka/types.h"
#include "pipeline/record_value.h"
#include "pipeline/settings.h"

namespace cablestream {

// What decides which message is a duplicate.
struct ReplayDedup {
  std::optional<int64_t> window_ms;  // none: unlimited
  int64_t max_future_ms = 0;
  OnConflict on_conflict = OnConflict::kRevision;

  bool operator==(const ReplayDedup&) const = default;
};

struct ReplayPlan {
  std::string asked_from;  // as the command line said it
  std::string asked_to;
  std::vector<std::string> raw_topics;
  std::map<TopicPartition, OffsetRange> ranges;  // of every raw partition, empty ones included
  std::string records_topic;
  std::string dead_letters_topic;
  std::string parser_version;
  int64_t planned_at_ms = 0;  // since 1970, for people
  // None: of a version that left it to each starter.
  std::optional<ReplayDedup> dedup;
  std::optional<DedupScope> scope;                // likewise, and pass_headers with it
  std::vector<std::string> pass_headers;          // as of PipelineSettings
  RecordFormat format = RecordFormat::kProtobuf;  // older versions have no other

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
  std::optional<std::optional<int64_t>> window_ms;  // ReplayDedup::window_ms
  std::optional<int64_t> max_future_ms;
  std::optional<OnConflict> on_conflict;
  std::optional<DedupScope> scope;
  std::optional<std::vector<std::string>> pass_headers;
  std::optional<RecordFormat> format;
};

// As the configuration says it, but in milliseconds: `unlimited`, `86400000ms`.
[[nodiscard]] std::string WindowText(const std::optional<int64_t>& window_ms);
// `revision`, `dead-letter`.
[[nodiscard]] std::string ConflictText(OnConflict on_conflict);
// `x-*, traceparent`; `none`.
[[nodiscard]] std::string HeadersText(const std::vector<std::string>& pass_headers);

// Fails with kInvalidArgument where the plan is another one than is wished for, or is another
// parser's.
[[nodiscard]] Status CheckWish(const ReplayPlan& plan, const ReplayWish& wish,
                               std::string_view parser_version);

}  // namespace cablestream
