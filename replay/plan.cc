#include "replay/plan.h"

#include <algorithm>

#include "pipeline/group_topics.h"
#include "storage/v1/storage.pb.h"

namespace cablestream {
namespace {

// The oldest version that has all the plan says: a version that is older has to refuse it.
constexpr uint32_t kFormat = 4;
constexpr uint32_t kFormatWithoutConfluent = 3;
constexpr uint32_t kFormatWithoutScope = 2;
constexpr uint32_t kFormatWithoutDedup = 1;

uint32_t FormatOf(const storage::v1::ReplayPlan& plan) {
  if (plan.records_confluent()) return kFormat;
  if (!plan.scope().empty()) return kFormatWithoutConfluent;
  return plan.has_dedup() ? kFormatWithoutScope : kFormatWithoutDedup;
}

bool HoldsItsFormat(const storage::v1::ReplayPlan& plan) {
  const bool has_scope = ParseDedupScope(plan.scope()).has_value();
  return plan.format() == FormatOf(plan) && has_scope == !plan.scope().empty() &&
         (plan.has_dedup() || !has_scope) && (has_scope || !plan.records_confluent());
}

Status Same(const char* what, const std::string& planned, const std::string& wished) {
  if (wished.empty() || planned == wished) return {};
  return Fail(ErrorCode::kInvalidArgument,
              std::string("This replay was planned with ") + what + " " + planned + ", not " +
                  wished + ". Leave that out to go on with it, or take another --generation.");
}

Status CheckDedup(const ReplayDedup& planned, const ReplayWish& wish) {
  if (wish.window_ms) {
    const std::string wished = WindowText(*wish.window_ms);
    if (Status same = Same("dedup.window", WindowText(planned.window_ms), wished); !same) {
      return same;
    }
  }
  if (wish.max_future_ms) {
    const std::string wished = WindowText(wish.max_future_ms);
    if (Status same = Same("dedup.max_future", WindowText(planned.max_future_ms), wished); !same) {
      return same;
    }
  }
  if (!wish.on_conflict) return {};
  return Same("dedup.on_conflict", ConflictText(planned.on_conflict),
              ConflictText(*wish.on_conflict));
}

std::vector<std::string> Sorted(std::vector<std::string> names) {
  std::sort(names.begin(), names.end());
  return names;
}

// Patterns: in whatever order, they let the same headers pass.
Status CheckScopeAndHeaders(const ReplayPlan& plan, const ReplayWish& wish) {
  if (wish.scope) {
    Status same = Same("dedup.scope", std::string(DedupScopeName(*plan.scope)),
                       std::string(DedupScopeName(*wish.scope)));
    if (!same) return same;
  }
  if (!wish.pass_headers) return {};
  return Same("records.pass_headers", HeadersText(Sorted(plan.pass_headers)),
              HeadersText(Sorted(*wish.pass_headers)));
}

ReplayDedup DecodeDedup(const storage::v1::ReplayDedup& message) {
  ReplayDedup dedup;
  if (message.has_window()) dedup.window_ms = message.window();
  dedup.max_future_ms = message.max_future();
  if (message.conflict_is_dead_letter()) dedup.on_conflict = OnConflict::kDeadLetter;
  return dedup;
}

}  // namespace

std::string WindowText(const std::optional<int64_t>& window_ms) {
  return window_ms ? std::to_string(*window_ms) + "ms" : "unlimited";
}

std::string ConflictText(OnConflict on_conflict) {
  return on_conflict == OnConflict::kRevision ? "revision" : "dead-letter";
}

std::string HeadersText(const std::vector<std::string>& pass_headers) {
  return pass_headers.empty() ? "none" : Joined(pass_headers);
}

std::string ReplayGroupOf(const std::string& group, const std::string& generation) {
  return group + "-" + generation;
}

std::string PlanTopicOf(const std::string& replay_group) {
  return replay_group + "-plan";
}

std::string EncodePlan(const ReplayPlan& plan) {
  storage::v1::ReplayPlan message;
  message.set_asked_from(plan.asked_from);
  message.set_asked_to(plan.asked_to);
  for (const auto& [partition, range] : plan.ranges) {
    storage::v1::ReplayRange& entry = *message.add_ranges();
    entry.set_topic(partition.topic);
    entry.set_partition(partition.partition);
    entry.set_from(range.from);
    entry.set_to(range.to);
  }
  for (const std::string& topic : plan.raw_topics) message.add_raw_topics(topic);
  message.set_records_topic(plan.records_topic);
  message.set_dead_letters_topic(plan.dead_letters_topic);
  message.set_parser_version(plan.parser_version);
  message.set_planned_at(plan.planned_at_ms);
  if (plan.dedup) {
    storage::v1::ReplayDedup& dedup = *message.mutable_dedup();
    if (plan.dedup->window_ms) dedup.set_window(*plan.dedup->window_ms);
    dedup.set_max_future(plan.dedup->max_future_ms);
    dedup.set_conflict_is_dead_letter(plan.dedup->on_conflict == OnConflict::kDeadLetter);
  }
  if (plan.scope) message.set_scope(std::string(DedupScopeName(*plan.scope)));
  for (const std::string& pattern : plan.pass_headers) message.add_pass_headers(pattern);
  message.set_records_confluent(plan.format == RecordFormat::kConfluent);
  message.set_format(FormatOf(message));
  return message.SerializeAsString();
}

Result<ReplayPlan> DecodePlan(std::string_view bytes) {
  storage::v1::ReplayPlan message;
  if (!message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())) ||
      !HoldsItsFormat(message) || message.raw_topics().empty()) {
    return Fail(ErrorCode::kRefused, "it holds no plan that this version can read");
  }
  ReplayPlan plan;
  plan.asked_from = message.asked_from();
  plan.asked_to = message.asked_to();
  for (const storage::v1::ReplayRange& entry : message.ranges()) {
    plan.ranges[{entry.topic(), entry.partition()}] = {entry.from(), entry.to()};
  }
  plan.raw_topics.assign(message.raw_topics().begin(), message.raw_topics().end());
  plan.records_topic = message.records_topic();
  plan.dead_letters_topic = message.dead_letters_topic();
  plan.parser_version = message.parser_version();
  plan.planned_at_ms = message.planned_at();
  if (message.has_dedup()) plan.dedup = DecodeDedup(message.dedup());
  plan.scope = ParseDedupScope(message.scope());
  plan.pass_headers.assign(message.pass_headers().begin(), message.pass_headers().end());
  if (message.records_confluent()) plan.format = RecordFormat::kConfluent;
  return plan;
}

Status CheckWish(const ReplayPlan& plan, const ReplayWish& wish, std::string_view parser_version) {
  if (Status same = Same("--from", plan.asked_from, wish.from); !same) return same;
  if (Status same = Same("--to", plan.asked_to, wish.to); !same) return same;
  if (Status same =
          Same("topics.raw", Joined(Sorted(plan.raw_topics)), Joined(Sorted(wish.raw_topics)));
      !same) {
    return same;
  }
  if (Status same = Same("topics.records", plan.records_topic, wish.records_topic); !same) {
    return same;
  }
  if (Status same = Same("topics.dead_letters", plan.dead_letters_topic, wish.dead_letters_topic);
      !same) {
    return same;
  }
  if (wish.format) {
    if (Status same = Same("records.format", std::string(RecordFormatName(plan.format)),
                           std::string(RecordFormatName(*wish.format)));
        !same) {
      return same;
    }
  }
  if (plan.dedup) {
    if (Status same = CheckDedup(*plan.dedup, wish); !same) return same;
  }
  if (plan.scope) {
    if (Status same = CheckScopeAndHeaders(plan, wish); !same) return same;
  }
  if (plan.parser_version == parser_version) return {};
  return Fail(ErrorCode::kInvalidArgument,
              "This replay was planned with parser version " + plan.parser_version + ", not " +
                  std::string(parser_version) +
                  ": it would hold records of two. Go on with that version, or take another "
                  "--generation.");
}

}  // namespace cablestream
