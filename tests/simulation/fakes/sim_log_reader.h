// LogReader over the simulated broker.
#pragma once

#include <map>

#include "consumer/log_reader.h"
#include "simulation/broker/broker.h"

namespace cablestream::sim {

class Process;

class SimLogReader final : public LogReader {
 public:
  explicit SimLogReader(Process& process);

  [[nodiscard]] Result<std::vector<CommittedOffset>> Committed(
      std::span<const TopicPartition> partitions) override;
  [[nodiscard]] Result<Watermarks> QueryWatermarks(const TopicPartition& partition) override;
  [[nodiscard]] Status Open(std::span<const LogPosition> positions) override;
  [[nodiscard]] Result<LogEvent> Next() override;
  void Close() override;

 private:
  struct Reading {
    int64_t position = 0;
    int64_t end_told = -1;
  };
  [[nodiscard]] Result<LogEvent> Read();

  Process& process_;
  Broker& broker_;
  std::map<TopicPartition, Reading> reading_;
};

}  // namespace cablestream::sim
