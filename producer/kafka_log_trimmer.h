// LogTrimmer over real Kafka, with a client of its own that is made when it is first needed.
#pragma once

#include "kafka/client_config.h"
#include "kafka/handles.h"
#include "producer/log_trimmer.h"

namespace cablestream {

class KafkaLogTrimmer final : public LogTrimmer {
 public:
  explicit KafkaLogTrimmer(ClientConfig config) : config_(std::move(config)) {}
  ~KafkaLogTrimmer() override;

  void DeleteBelow(std::span<const LogHead> heads) override;

 private:
  [[nodiscard]] bool Connect();
  void ReportOutcomes();

  const ClientConfig config_;
  ClientHandle client_;
  QueueHandle outcomes_;  // of requests that have ended
};

}  // namespace cablestream
