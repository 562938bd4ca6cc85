// Kafka's nouns as plain data: no librdkafka here, so that fakes and the simulation share them.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace cablestream {

struct TopicPartition {
  std::string topic;
  int32_t partition = 0;

  auto operator<=>(const TopicPartition&) const = default;
};

// "cables.raw[3]", for messages to people.
[[nodiscard]] std::string ToString(const TopicPartition& partition);

// An offset to commit, with the whole of its metadata string: one sent without wipes what stood
// there.
struct OffsetCommit {
  TopicPartition partition;
  int64_t offset = 0;
  std::string metadata;
};

// A group's committed offset. `offset` is -1 where the group never committed one.
struct CommittedOffset {
  TopicPartition partition;
  int64_t offset = -1;
  std::string metadata;
};

// A member's membership, taken once in the assign callback. What is committed under it is fenced by
// the coordinator as soon as the group has moved on.
struct GroupMetadata {
  std::string serialized;  // rd_kafka_consumer_group_metadata_write's bytes
  int32_t generation = -1;
  std::string member_id;

  // Offsets sent without these two are not fenced at all.
  [[nodiscard]] bool fenceable() const { return generation >= 0 && !member_id.empty(); }
};

}  // namespace cablestream
