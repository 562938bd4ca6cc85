#include "simulation/broker/broker.h"

#include <utility>

namespace cablestream::sim {

Broker::Broker(int64_t transaction_timeout, GroupCoordinator::OffsetListener on_offset)
    : transactions_(
          {[this](const TopicPartition& partition, const Producer& producer, bool commit) {
             LogOf(partition).WriteMarker(producer, commit);
           },
           [this, on_offset = std::move(on_offset)](const Producer& producer, bool commit) {
             group_.EndTransaction(producer, commit, on_offset);
           }},
          transaction_timeout) {}

void Broker::AddTopic(const std::string& name, int32_t partitions, TopicLimits limits) {
  limits_[name] = limits;
  AddPartitions(name, partitions);
}

void Broker::AddPartitions(const std::string& name, int32_t more) {
  int32_t& count = counts_[name];
  for (; more > 0; --more, ++count) {
    logs_.emplace(TopicPartition{name, count}, TopicPartition{name, count});
  }
}

Answer Broker::Produce(const Producer& producer, const TopicPartition& partition, int32_t sequence,
                       const std::vector<Entry>& entries, int64_t& offset) {
  if (const Answer verified = transactions_.VerifyPartition(producer, partition);
      verified != Answer::kNone) {
    return verified;
  }
  const TopicLimits& limits = limits_.at(partition.topic);
  for (const Entry& entry : entries) {
    if (SizeOf(entry) > limits.max_message_bytes) return Answer::kMsgSizeTooLarge;
    if (entry.timestamp_ms > limits.latest_timestamp_ms) return Answer::kInvalidTimestamp;
  }
  return LogOf(partition).Produce(producer, sequence, entries, offset);
}

Answer Broker::CommitOffsets(const Producer& producer, const std::vector<OffsetCommit>& offsets,
                             const GroupMetadata& membership, Tag tag) {
  if (const Answer verified = transactions_.VerifyOffsets(producer); verified != Answer::kNone) {
    return verified;
  }
  return group_.CommitInTransaction(producer, offsets, membership, tag);
}

}  // namespace cablestream::sim
