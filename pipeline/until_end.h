// Whether everything that stood in the raw topics at the start has been processed and committed, by
// whichever member of the group.
#pragma once

#include <vector>

#include "common/result.h"
#include "consumer/log_reader.h"
#include "pipeline/settings.h"

namespace cablestream {

// In this order: the group's committed offsets reach the raw topics' ends; then the home
// partitions' ends are taken, since what was forwarded before stands below them; then the committed
// offsets reach those. Used by one thread.
class UntilEnd {
 public:
  UntilEnd(const PipelineSettings& settings, LogReader& log);

  // Takes the raw topics' ends, or the ranges'; again after kRetry.
  [[nodiscard]] Status TakeEnds();

  // Whether the end has been reached. Fails with kRetry (no stable answer now), kUnavailable.
  [[nodiscard]] Result<bool> Reached();

  // The end of a raw partition as it stood at the start.
  [[nodiscard]] int64_t EndOf(const TopicPartition& partition) const;

 private:
  [[nodiscard]] Result<std::vector<LogPosition>> EndsOf(
      const std::vector<TopicPartition>& partitions);
  [[nodiscard]] Result<bool> HaveCommitted(const std::vector<LogPosition>& ends);

  const PipelineSettings& settings_;
  LogReader& log_;
  std::vector<LogPosition> raw_ends_;
  bool raw_done_ = false;
  std::vector<LogPosition> home_ends_;
};

}  // namespace cablestream
