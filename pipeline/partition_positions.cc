#include "pipeline/partition_positions.h"

#include <utility>

namespace cablestream {

void PartitionPositions::Follow(std::vector<FollowedPartition> partitions) {
  auto table = std::make_shared<Table>();
  table->offsets = std::vector<std::atomic<int64_t>>(partitions.size());
  for (std::atomic<int64_t>& offset : table->offsets) offset = kUnknown;
  table->partitions = std::move(partitions);
  const std::lock_guard lock(mutex_);
  table_ = std::move(table);
}

std::vector<PartitionPosition> PartitionPositions::Get() const {
  std::shared_ptr<const Table> table;
  {
    const std::lock_guard lock(mutex_);
    table = table_;
  }
  std::vector<PartitionPosition> known;
  for (size_t i = 0; i < table->partitions.size(); ++i) {
    const int64_t offset = table->offsets[i];
    const auto& [partition, end] = table->partitions[i];
    if (offset != kUnknown) known.push_back({partition, offset, end});
  }
  return known;
}

}  // namespace cablestream
