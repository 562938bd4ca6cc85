// Deletes the head of a log, which nobody will read again.
#pragma once

#include <cstdint>
#include <span>

#include "kafka/types.h"

namespace cablestream {

// Where a log is to begin.
struct LogHead {
  TopicPartition partition;
  int64_t offset = 0;
};

// Used by one thread.
class LogTrimmer {
 public:
  virtual ~LogTrimmer() = default;

  // Begins to delete all messages below these offsets, and waits for nothing. What fails is logged
  // and no more: a later call makes up for it.
  virtual void DeleteBelow(std::span<const LogHead> heads) = 0;
};

}  // namespace cablestream
