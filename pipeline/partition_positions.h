// How far each owned partition is committed.
#pragma once

#include <atomic>
#include <cstdint>
#include <limits>
#include <memory>
#include <mutex>
#include <vector>

#include "kafka/types.h"

namespace cablestream {

struct FollowedPartition {
  TopicPartition partition;
  int64_t end = std::numeric_limits<int64_t>::max();  // what stands there is not to be read
};

struct PartitionPosition {
  TopicPartition partition;
  int64_t offset = 0;  // to read next
  int64_t end = std::numeric_limits<int64_t>::max();
};

// Written by the loop, read by any thread.
class PartitionPositions {
 public:
  // These are owned from now on; nothing is known of them yet.
  void Follow(std::vector<FollowedPartition> partitions);

  // Of the partition at `index` of those.
  void Note(size_t index, int64_t offset) { table_->offsets[index] = offset; }

  // Those that are known.
  [[nodiscard]] std::vector<PartitionPosition> Get() const;

 private:
  static constexpr int64_t kUnknown = -1;

  struct Table {
    std::vector<FollowedPartition> partitions;
    std::vector<std::atomic<int64_t>> offsets;
  };

  mutable std::mutex mutex_;  // of the pointer, where another thread reads or the loop sets it
  std::shared_ptr<Table> table_ = std::make_shared<Table>();
};

}  // namespace cablestream
