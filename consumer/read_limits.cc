#include "consumer/read_limits.h"

#include <utility>

namespace cablestream {
namespace {

PartitionListHandle ListOf(const std::set<TopicPartition>& partitions) {
  PartitionListHandle list = NewPartitionList(partitions.size());
  for (const TopicPartition& partition : partitions) AddPartition(list.get(), partition);
  return list;
}

void Resume(rd_kafka_t* client, std::set<TopicPartition>& paused) {
  if (paused.empty()) return;
  rd_kafka_resume_partitions(client, ListOf(std::exchange(paused, {})).get());
}

}  // namespace

void ReadLimits::Follow(rd_kafka_t* client, std::span<const StartPosition> positions) {
  for (const StartPosition& start : positions) {
    if (start.IsReadWhole()) continue;
    if (start.drain_to > start.offset) draining_[start.partition] = start.drain_to;
    if (start.singly_to > start.offset) singly_to_[start.partition] = start.singly_to;
    if (start.read_to >= 0) read_to_[start.partition] = start.read_to;
  }
  if (draining_.empty()) return;
  for (const StartPosition& start : positions) {
    const bool waits = !start.IsReadWhole() && !draining_.contains(start.partition);
    if (waits) waiting_.insert(start.partition);
  }
  rd_kafka_pause_partitions(client, ListOf(waiting_).get());
}

void ReadLimits::Forget(rd_kafka_t* client) {
  EndDrain(client);
  singly_to_.clear();
  read_to_.clear();
  Resume(client, read_whole_);
}

std::optional<PartitionEnd> ReadLimits::Take(rd_kafka_t* client, const rd_kafka_message_t& polled) {
  if (draining_.empty() && singly_to_.empty() && read_to_.empty()) return std::nullopt;
  TopicPartition partition{rd_kafka_topic_name(polled.rkt), polled.partition};
  // The first message behind the range, or its end, shows that it was read singly.
  if (const auto found = singly_to_.find(partition);
      found != singly_to_.end() && polled.offset >= found->second) {
    singly_to_.erase(found);
  }
  const bool is_end = polled.err == RD_KAFKA_RESP_ERR__PARTITION_EOF;
  NotePosition(client, partition, is_end ? polled.offset : polled.offset + 1);

  const auto found = read_to_.find(partition);
  if (found == read_to_.end() || polled.offset < found->second) return std::nullopt;
  if (read_whole_.insert(partition).second) {
    rd_kafka_pause_partitions(client, ListOf({partition}).get());
  }
  return PartitionEnd{std::move(partition), found->second};
}

// The last of the draining partitions to arrive lets the others go on.
void ReadLimits::NotePosition(rd_kafka_t* client, const TopicPartition& partition, int64_t offset) {
  const auto found = draining_.find(partition);
  if (found == draining_.end() || offset < found->second) return;
  draining_.erase(found);
  if (draining_.empty()) EndDrain(client);
}

void ReadLimits::EndDrain(rd_kafka_t* client) {
  draining_.clear();
  Resume(client, waiting_);
}

}  // namespace cablestream
