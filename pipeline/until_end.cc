#include "pipeline/until_end.h"

#include <utility>

#include "pipeline/group_identity.h"

namespace cablestream {

UntilEnd::UntilEnd(const PipelineSettings& settings, LogReader& log)
    : settings_(settings), log_(log) {}

Status UntilEnd::TakeEnds() {
  if (!settings_.ranges.empty()) {
    raw_ends_.clear();
    for (const auto& [partition, range] : settings_.ranges) {
      if (range.from < range.to) raw_ends_.push_back({partition, range.to});
    }
    return {};
  }
  Result<std::vector<LogPosition>> ends = EndsOf(RawPartitionsOf(settings_));
  if (!ends) return Fail(ends.error());
  raw_ends_ = std::move(*ends);
  return {};
}

Result<std::vector<LogPosition>> UntilEnd::EndsOf(const std::vector<TopicPartition>& partitions) {
  std::vector<LogPosition> ends;
  for (const TopicPartition& partition : partitions) {
    const Result<Watermarks> watermarks = log_.QueryWatermarks(partition);
    if (!watermarks) return Fail(watermarks.error());
    ends.push_back({partition, watermarks->high});
  }
  return ends;
}

Result<bool> UntilEnd::Reached() {
  if (!raw_done_) {
    Result<bool> done = HaveCommitted(raw_ends_);
    if (!done || !*done) return done;
    raw_done_ = true;
  }
  if (home_ends_.empty()) {
    Result<std::vector<LogPosition>> ends = EndsOf(HomePartitionsOf(settings_));
    if (!ends) return Fail(ends.error());
    home_ends_ = std::move(*ends);
  }
  return HaveCommitted(home_ends_);
}

Result<bool> UntilEnd::HaveCommitted(const std::vector<LogPosition>& ends) {
  if (ends.empty()) return true;
  std::vector<TopicPartition> partitions;
  partitions.reserve(ends.size());
  for (const LogPosition& end : ends) partitions.push_back(end.partition);
  const Result<std::vector<CommittedOffset>> committed = log_.Committed(partitions);
  if (!committed) return Fail(committed.error());
  for (size_t i = 0; i < ends.size(); ++i) {
    if ((*committed)[i].offset < ends[i].offset) return false;
  }
  return true;
}

int64_t UntilEnd::EndOf(const TopicPartition& partition) const {
  for (const LogPosition& end : raw_ends_) {
    if (end.partition == partition) return end.offset;
  }
  return 0;
}

}  // namespace cablestream
