#include "simulation/fakes/sim_log_reader.h"

#include <utility>

#include "simulation/fakes/entry_message.h"
#include "simulation/process.h"
#include "simulation/world.h"

namespace cablestream::sim {

SimLogReader::SimLogReader(Process& process)
    : process_(process), broker_(process.world().broker()) {}

Result<std::vector<CommittedOffset>> SimLogReader::Committed(
    std::span<const TopicPartition> partitions) {
  using Offsets = std::vector<CommittedOffset>;
  return process_.At(Call::kCommitted, [&]() -> Result<Offsets> {
    Offsets committed;
    for (const TopicPartition& partition : partitions) {
      if (!broker_.group().IsStable(partition)) {
        return Fail(ErrorCode::kRetry, "An offset is not stable");
      }
      GroupOffset offset = broker_.group().OffsetOf(partition);
      committed.push_back({partition, offset.offset, std::move(offset.metadata)});
    }
    return committed;
  });
}

Result<Watermarks> SimLogReader::QueryWatermarks(const TopicPartition& partition) {
  return process_.At(Call::kQueryWatermarks, [&]() -> Result<Watermarks> {
    const Log& log = broker_.LogOf(partition);
    return Watermarks{log.low(), log.high()};
  });
}

Status SimLogReader::Open(std::span<const LogPosition> positions) {
  return process_.At(Call::kOpen, [&]() -> Status {
    reading_.clear();
    for (const LogPosition& position : positions) {
      reading_[position.partition] = {position.offset, -1};
    }
    return {};
  });
}

Result<LogEvent> SimLogReader::Next() {
  Result<LogEvent> event =
      process_.At(Call::kRead, [this]() -> Result<LogEvent> { return Read(); });
  if (event && std::holds_alternative<Idle>(*event)) process_.Wait(kIdleSteps);
  return event;
}

Result<LogEvent> SimLogReader::Read() {
  for (auto& [partition, reading] : reading_) {
    const Log& log = broker_.LogOf(partition);
    if (reading.position < log.low()) {
      return Fail(ErrorCode::kRefused, ToString(partition) + " does not hold the offset");
    }
    if (const Entry* entry = log.Read(reading.position)) {
      return Result<LogEvent>(ToMessage(partition, reading.position - 1, *entry));
    }
    if (std::exchange(reading.end_told, reading.position) != reading.position) {
      return Result<LogEvent>(PartitionEnd{partition, reading.position});
    }
  }
  return Idle{};
}

void SimLogReader::Close() {
  process_.At(Call::kClose, [this] { reading_.clear(); });
}

}  // namespace cablestream::sim
