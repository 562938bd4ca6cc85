// Source over the simulated broker: as KafkaSource, a member that hears of the group now and then.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "consumer/source.h"
#include "simulation/broker/broker.h"

namespace cablestream::sim {

class Process;

class SimSource final : public Source {
 public:
  explicit SimSource(Process& process);

  void Join();
  void Leave();  // a static member keeps its seat

  [[nodiscard]] Result<SourceEvent> Next(Wait wait) override;
  [[nodiscard]] Status Start(std::span<const StartPosition> positions) override;
  [[nodiscard]] Status Halt() override;
  [[nodiscard]] Status Release() override;
  [[nodiscard]] Status Renew() override;

 private:
  using Standing = GroupCoordinator::Standing;

  struct Reading {
    int64_t position = 0;
    int64_t drain_to = -1;
    int64_t singly_to = -1;
    int64_t end_told = -1;
  };

  [[nodiscard]] Result<SourceEvent> FindEvent();
  [[nodiscard]] std::optional<Result<SourceEvent>> LookAtGroup();
  [[nodiscard]] std::optional<Result<SourceEvent>> Revoke(bool lost);
  [[nodiscard]] Result<SourceEvent> Read();
  [[nodiscard]] Standing LookAtSeat() const;
  void StopReading();
  void OpenBatch();
  [[nodiscard]] bool BatchIsDue() const;

  Process& process_;
  Broker& broker_;
  const std::string instance_id_;
  std::vector<std::string> topics_;
  bool assigned_ = false;        // told of an assignment that was not revoked since
  bool awaits_release_ = false;  // told of a revocation
  bool stop_told_ = false;
  std::map<TopicPartition, Reading> reading_;
  int batch_messages_ = 0;
  std::optional<int64_t> batch_due_;
  std::optional<int64_t> renewed_;
};

}  // namespace cablestream::sim
