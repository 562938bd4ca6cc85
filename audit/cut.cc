#include "audit/cut.h"

#include "common/log.h"

namespace cablestream {

Result<Cut> TakeCut(const AuditedTopics& topics, RangeReader& reader) {
  std::vector<TopicPartition> partitions = topics.home.all();
  const size_t homes = partitions.size();
  for (const AuditedTopic& topic : topics.raw) {
    for (TopicPartition& partition : topic.all()) partitions.push_back(std::move(partition));
  }
  // One question: the answer is of one moment.
  const Result<std::vector<CommittedOffset>> committed = reader.Committed(partitions);
  if (!committed) return Fail(committed.error());
  Cut cut;
  for (size_t i = 0; i < committed->size(); ++i) {
    const CommittedOffset& offset = (*committed)[i];
    if (offset.offset >= 0) (i < homes ? cut.home : cut.raw)[offset.partition] = offset.offset;
  }
  if (cut.raw.empty()) LogWarning("audit.nothing_committed");
  return cut;
}

}  // namespace cablestream
