#include "simulation/fakes/sim_source.h"

#include <algorithm>
#include <utility>

#include "simulation/fakes/entry_message.h"
#include "simulation/process.h"
#include "simulation/world.h"

namespace cablestream::sim {

SimSource::SimSource(Process& process)
    : process_(process),
      broker_(process.world().broker()),
      instance_id_(process.member().instance.is_static ? process.member().identity : "") {
  for (const auto& [topic, count] : process.world().scenario().raw) topics_.push_back(topic);
  if (!process.world().scenario().partition_scope) topics_.emplace_back(kHome);
}

void SimSource::Join() {
  broker_.group().Join(process_.member_id, instance_id_, topics_);
}

void SimSource::Leave() {
  if (instance_id_.empty()) {
    broker_.group().Remove(process_.member_id);
  } else {
    process_.world().Expire(process_.member_id, kSessionTimeout);
  }
}

Result<SourceEvent> SimSource::Next(Wait wait) {
  Result<SourceEvent> event =
      process_.At(Call::kNext, [this]() -> Result<SourceEvent> { return FindEvent(); });
  if (event && std::holds_alternative<Idle>(*event) && wait == Wait::kForEvent) {
    process_.Wait(kIdleSteps);
  }
  return event;
}

Result<SourceEvent> SimSource::FindEvent() {
  if (auto told = LookAtGroup()) return std::move(*told);
  if (process_.stop_requested() && !std::exchange(stop_told_, true)) return StopRequested{};
  if (awaits_release_) return Idle{};
  if (BatchIsDue()) {
    batch_due_.reset();
    batch_messages_ = 0;
    return BatchDue{};
  }
  return Read();
}

SimSource::Standing SimSource::LookAtSeat() const {
  return broker_.group().StandingOf(process_.member_id, instance_id_);
}

// The client hears of a change with one of its next heartbeats.
std::optional<Result<SourceEvent>> SimSource::LookAtGroup() {
  if (awaits_release_) return std::nullopt;
  const Standing standing = LookAtSeat();
  const bool has_new = standing == Standing::kStable && !assigned_;
  if (standing == Standing::kStable && !has_new) return std::nullopt;
  if (!process_.world().random().OneIn(3)) return std::nullopt;
  switch (standing) {
    case Standing::kFencedInstance:
      return Fail(ErrorCode::kFenced, "The seat was taken");
    case Standing::kUnknown:
      if (assigned_) return Revoke(/*lost=*/true);
      process_.member_id.clear();
      Join();
      return std::nullopt;
    case Standing::kRebalancing:
      if (assigned_) return Revoke(/*lost=*/false);
      Join();
      return std::nullopt;
    case Standing::kStable:
      break;
  }
  assigned_ = true;
  process_.world().NoteAssignment();
  Assigned assigned;
  assigned.partitions = broker_.group().AssignmentOf(process_.member_id);
  assigned.membership = {instance_id_, broker_.group().generation(), process_.member_id};
  if (process_.world().tracing()) {
    std::string text = "assigned generation " + std::to_string(assigned.membership.generation);
    for (const TopicPartition& partition : assigned.partitions) text += " " + ToString(partition);
    process_.world().Say(process_.name(), text);
  }
  return Result<SourceEvent>(std::move(assigned));
}

std::optional<Result<SourceEvent>> SimSource::Revoke(bool lost) {
  assigned_ = false;
  awaits_release_ = true;
  if (process_.world().tracing()) {
    process_.world().Say(process_.name(), lost ? "assignment lost" : "assignment revoked");
  }
  return Result<SourceEvent>(Revoked{lost});
}

Result<SourceEvent> SimSource::Read() {
  const bool draining = std::any_of(reading_.begin(), reading_.end(), [](const auto& entry) {
    return entry.second.position < entry.second.drain_to;
  });
  // Any of the partitions may come first.
  const size_t count = reading_.size();
  const size_t skipped = count == 0 ? 0 : process_.world().random().Below(count);
  auto next = std::next(reading_.begin(), static_cast<int64_t>(skipped));
  for (size_t i = 0; i < count; ++i, ++next) {
    if (next == reading_.end()) next = reading_.begin();
    auto& [partition, reading] = *next;
    if (draining && reading.drain_to < 0) continue;
    const Log& log = broker_.LogOf(partition);
    if (reading.position < log.low()) {
      return Fail(ErrorCode::kRefused, ToString(partition) + " does not hold the next offset");
    }
    if (const Entry* entry = log.Read(reading.position)) {
      OpenBatch();
      ++batch_messages_;
      const int64_t offset = reading.position - 1;
      if (offset >= reading.singly_to) reading.singly_to = -1;
      if (process_.world().tracing()) {
        process_.world().Say(process_.name(),
                             "reads " + ToString(partition) + "@" + std::to_string(offset));
      }
      return Result<SourceEvent>(ToMessage(partition, offset, *entry));
    }
    if (std::exchange(reading.end_told, reading.position) != reading.position) {
      OpenBatch();
      if (reading.position >= reading.singly_to) reading.singly_to = -1;
      return Result<SourceEvent>(PartitionEnd{partition, reading.position});
    }
  }
  return Idle{};
}

void SimSource::OpenBatch() {
  if (!batch_due_) batch_due_ = process_.world().now() + process_.world().random().Between(5, 120);
}

bool SimSource::BatchIsDue() const {
  const bool singly = std::any_of(reading_.begin(), reading_.end(), [](const auto& entry) {
    return entry.second.singly_to > entry.second.position;
  });
  const int limit = singly ? 1 : process_.world().scenario().batch;
  return batch_due_ && (batch_messages_ >= limit || process_.world().now() >= *batch_due_);
}

void SimSource::StopReading() {
  process_.serving = false;
  reading_.clear();
  batch_due_.reset();
  batch_messages_ = 0;
}

Status SimSource::Start(std::span<const StartPosition> positions) {
  return process_.At(Call::kStart, [&]() -> Status {
    StopReading();
    for (const StartPosition& start : positions) {
      reading_[start.partition] = {start.offset, start.drain_to, start.singly_to, -1};
    }
    OpenBatch();
    process_.serving = assigned_ && LookAtSeat() == Standing::kStable;
    return {};
  });
}

Status SimSource::Halt() {
  return process_.At(Call::kHalt, [&]() -> Status {
    StopReading();
    return {};
  });
}

Status SimSource::Release() {
  return process_.At(Call::kRelease, [&]() -> Status {
    StopReading();
    awaits_release_ = false;
    const Standing standing = LookAtSeat();
    if (standing == Standing::kFencedInstance)
      return Fail(ErrorCode::kFenced, "The seat was taken");
    if (standing == Standing::kUnknown) process_.member_id.clear();
    Join();
    return {};
  });
}

Status SimSource::Renew() {
  return process_.At(Call::kRejoin, [&]() -> Status {
    const int64_t now = process_.world().now();
    if (renewed_ && now - *renewed_ < kMinute) {
      return Fail(ErrorCode::kRefused, "The seat was taken twice within a minute");
    }
    renewed_ = now;
    StopReading();
    assigned_ = false;
    awaits_release_ = false;
    process_.member_id.clear();
    Join();
    return {};
  });
}

}  // namespace cablestream::sim
