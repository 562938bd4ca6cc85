#include "replay/plan_topic.h"

#include <array>

namespace cablestream {
namespace {

constexpr int kMostTries = 10;

Result<std::optional<ReplayPlan>> FirstRecord(const std::string& plan_topic, LogReader& log) {
  const std::array<LogPosition, 1> start = {{{{plan_topic, 0}, 0}}};
  if (Status opened = log.Open(start); !opened) return Fail(opened.error());
  while (true) {
    const Result<LogEvent> event = log.Next();
    if (!event) return Fail(event.error());
    if (std::holds_alternative<PartitionEnd>(*event)) return std::optional<ReplayPlan>();
    const auto* message = std::get_if<Message>(&*event);
    if (message == nullptr) continue;
    Result<ReplayPlan> plan = DecodePlan(message->value.value_or(""));
    if (!plan) return Fail(plan.error().code, "Topic " + plan_topic + ": " + plan.error().message);
    return std::optional(std::move(*plan));
  }
}

Status Write(const ReplayPlan& plan, Sink& sink) {
  const std::string value = EncodePlan(plan);
  Output output;
  output.topic = OutputTopic::kRecords;
  output.partition = 0;
  output.value = value;
  if (Status begun = sink.Begin(); !begun) return begun;
  if (Status produced = sink.Produce(output); !produced) return produced;
  if (const auto flushed = sink.Flush(); !flushed) return Fail(flushed.error());
  return sink.Commit();
}

}  // namespace

Result<std::optional<ReplayPlan>> ReadPlan(const std::string& plan_topic, LogReader& log) {
  Result<std::optional<ReplayPlan>> plan = FirstRecord(plan_topic, log);
  log.Close();
  return plan;
}

// The new producer comes before the look that decides: whatever an older one of this identity was
// about to write either stands by then, or never will. A starter that was fenced looks first, since
// the other one is about to write.
Result<ReplayPlan> FixPlan(const std::string& plan_topic, const ReplayPlan& plan, LogReader& log,
                           Sink& sink) {
  std::string reason;
  for (int tries = 0; tries < kMostTries; ++tries) {
    if (tries > 0) {
      Result<std::optional<ReplayPlan>> other = ReadPlan(plan_topic, log);
      if (other && *other) return std::move(**other);
    }
    if (Status renewed = sink.Renew(); !renewed) {
      if (renewed.error().code != ErrorCode::kRetry) return Fail(renewed.error());
      reason = renewed.error().message;
      continue;
    }
    Result<std::optional<ReplayPlan>> standing = ReadPlan(plan_topic, log);
    if (!standing && standing.error().code != ErrorCode::kRetry) return Fail(standing.error());
    if (standing && *standing) return std::move(**standing);
    const Status written = standing ? Write(plan, sink) : Fail(standing.error());
    if (!written) reason = written.error().message;
  }
  return Fail(ErrorCode::kUnavailable, "The plan could not be fixed: " + reason);
}

}  // namespace cablestream
