// In which order, how far and how singly an assignment's partitions are read: what Source::Start
// asks for beside offsets.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>

#include "consumer/source.h"
#include "kafka/handles.h"

namespace cablestream {

// Pauses partitions of one client, and resumes what it has paused: a pause outlives the assignment
// it was made under. Used by one thread.
class ReadLimits {
 public:
  // Of the assignment just made of these positions. Forget comes between two of these.
  void Follow(rd_kafka_t* client, std::span<const StartPosition> positions);

  // No limit is left, and nothing paused.
  void Forget(rd_kafka_t* client);

  // Takes a message, or the end of a partition, as it was polled. What is to be told instead where
  // it stands at or behind the partition's `read_to`.
  [[nodiscard]] std::optional<PartitionEnd> Take(rd_kafka_t* client,
                                                 const rd_kafka_message_t& polled);

  // Whether each message is a batch of its own.
  [[nodiscard]] bool singly() const { return !singly_to_.empty(); }

 private:
  void NotePosition(rd_kafka_t* client, const TopicPartition& partition, int64_t offset);
  void EndDrain(rd_kafka_t* client);

  // Partitions that are still to be drained, with the position each must reach; the others are
  // paused meanwhile.
  std::map<TopicPartition, int64_t> draining_;
  std::set<TopicPartition> waiting_;

  std::map<TopicPartition, int64_t> singly_to_;

  std::map<TopicPartition, int64_t> read_to_;
  std::set<TopicPartition> read_whole_;  // paused where they are read to
};

}  // namespace cablestream
