// Reads logs and committed offsets from beside the group: for restore, checks and bounded reading.
#pragma once

#include <cstdint>
#include <span>
#include <variant>
#include <vector>

#include "common/result.h"
#include "consumer/message.h"
#include "consumer/source.h"
#include "kafka/types.h"

namespace cablestream {

struct Watermarks {
  int64_t low = 0;   // the first offset still there
  int64_t high = 0;  // behind the last one, those of open transactions included
};

struct LogPosition {
  TopicPartition partition;
  int64_t offset = 0;
};

// A message, the end of a partition, or nothing yet.
using LogEvent = std::variant<Idle, Message, PartitionEnd>;

// Used by one thread. No call blocks for more than two seconds: one that got no answer fails with
// kRetry and may be called again. Besides: kUnavailable (not authorised), kRefused (an offset out
// of range, a topic gone).
class LogReader {
 public:
  virtual ~LogReader() = default;

  // The group's committed offsets, one for each of `partitions`, in their order. Only stable ones:
  // while a transaction that carries one of them is undecided, kRetry.
  [[nodiscard]] virtual Result<std::vector<CommittedOffset>> Committed(
      std::span<const TopicPartition> partitions) = 0;

  // From the partition's leader, never from a cache.
  [[nodiscard]] virtual Result<Watermarks> QueryWatermarks(const TopicPartition& partition) = 0;

  // Reads committed messages of these partitions from these positions, instead of what was open.
  [[nodiscard]] virtual Status Open(std::span<const LogPosition> positions) = 0;

  // The next event of what is open. The end of a partition may come more than once.
  [[nodiscard]] virtual Result<LogEvent> Next() = 0;

  // Reads nothing more.
  virtual void Close() = 0;
};

}  // namespace cablestream
