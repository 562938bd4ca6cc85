// How far each owned partition is behind what a read_committed reader can get to, or a replay is to
// read.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "app/admin/client_report.h"
#include "pipeline/partition_positions.h"

namespace cablestream {

struct PartitionLag {
  TopicPartition partition;
  int64_t committed = 0;         // the offset to read next
  std::optional<int64_t> lag{};  // in offsets; nullopt: not known yet
};

[[nodiscard]] std::vector<PartitionLag> Lags(const std::vector<PartitionPosition>& positions,
                                             const std::optional<ClientReport>& consumer);

}  // namespace cablestream
