// Partitions that no broker knows: one that was just made is not known to every broker yet, one
// that stays unknown is gone.
#pragma once

#include <chrono>
#include <map>

#include "kafka/types.h"

namespace cablestream {

// Used by one thread.
class UnknownPartitions {
 public:
  using Clock = std::chrono::steady_clock;

  // To be asked each time that no broker knows it. True for the first ten seconds; where nobody has
  // asked for so long, they begin anew.
  [[nodiscard]] bool MayBeNew(const TopicPartition& partition, Clock::time_point now);
  void NoteKnown(const TopicPartition& partition) { unknown_.erase(partition); }

 private:
  struct Unknown {
    Clock::time_point since;
    Clock::time_point asked;
  };
  std::map<TopicPartition, Unknown> unknown_;
};

}  // namespace cablestream
