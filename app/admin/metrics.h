// What the service tells of itself, in the text format of Prometheus.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "app/admin/client_report.h"
#include "app/admin/lag.h"
#include "app/service/telemetry.h"

namespace cablestream {

// Any thread.
class Metrics {
 public:
  // `telemetry` must outlive it.
  explicit Metrics(const Telemetry& telemetry) : telemetry_(telemetry) {}

  [[nodiscard]] std::string Text();
  // Of the partitions that are owned.
  [[nodiscard]] std::vector<PartitionLag> Lags();

 private:
  // Statistics are made more rarely than they are asked for.
  struct Client {
    std::shared_ptr<const std::string> json;
    std::optional<ClientReport> report;
  };
  static const std::optional<ClientReport>& Newest(const ClientStatistics& statistics,
                                                   Client& client);

  const Telemetry& telemetry_;
  std::mutex mutex_;
  Client consumer_;
  Client producer_;
};

}  // namespace cablestream
