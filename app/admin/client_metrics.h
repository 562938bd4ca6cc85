// Metrics out of what the Kafka clients tell of themselves.
#pragma once

#include <optional>
#include <vector>

#include "app/admin/client_report.h"
#include "app/admin/metric_families.h"
#include "pipeline/partition_positions.h"

namespace cablestream {

// Nothing of a client that has told nothing yet.
struct ClientReports {
  const std::optional<ClientReport>& consumer;
  const std::optional<ClientReport>& producer;
};

// Of the partitions whose end the consumer knows. Its statistics may be older than the positions:
// what is committed is no lag.
void AddLag(const std::vector<PartitionPosition>& positions, const ClientReports& clients,
            MetricFamilies& out);

void AddClients(const ClientReports& clients, MetricFamilies& out);

}  // namespace cablestream
