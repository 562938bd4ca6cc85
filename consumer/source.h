// Where messages come from: membership of a group, and what it is assigned.
//
// A source is a stream of events. It starts nothing by itself: after Assigned nothing is read until
// Start, after Revoked the group waits until Release.
#pragma once

#include <cstdint>
#include <span>
#include <variant>
#include <vector>

#include "common/result.h"
#include "consumer/message.h"
#include "kafka/types.h"

namespace cablestream {

// Nothing came within the source's poll interval.
struct Idle {};

// A partition was read to its end as a read_committed reader sees it. `offset` is the position
// behind everything there is, transaction markers included.
struct PartitionEnd {
  TopicPartition partition;
  int64_t offset = 0;
};

// What was read since the last BatchDue (or Start) is to be committed now: the commit interval has
// passed, or the batch has reached its limit.
struct BatchDue {};

struct Assigned {
  std::vector<TopicPartition> partitions;
  GroupMetadata membership;  // as it was when the assignment was made
};

// `lost`: others may own the partitions already; whatever is open must not be committed.
struct Revoked {
  bool lost = false;
};

// Somebody asked the process to end.
struct StopRequested {};

using SourceEvent =
    std::variant<Idle, Message, PartitionEnd, BatchDue, Assigned, Revoked, StopRequested>;

// Where reading starts. While any partition is below its `singly_to`, each message is a batch of
// its own: BatchDue comes behind it. A partition with `drain_to` above its position is read first:
// those with `drain_to` -1 wait until each of the others has reached its own. Nothing is read at or
// behind `read_to`, where one is set: the end of the partition is told there at the latest, or not
// at all if it starts there.
struct StartPosition {
  TopicPartition partition;
  int64_t offset = 0;
  int64_t drain_to = -1;
  int64_t singly_to = -1;
  int64_t read_to = -1;

  [[nodiscard]] bool IsReadWhole() const { return read_to >= 0 && offset >= read_to; }
};

enum class Wait {
  kForEvent,  // up to the source's poll interval
  kNo,
};

// Used by one thread, which must call Next at least every max.poll.interval.ms.
class Source {
 public:
  virtual ~Source() = default;

  // The next event. Fails with kFenced (the seat was taken: Renew), kRefused (an offset out of
  // range, a topic gone), kUnavailable (not authorised); brokers that are away are Idle.
  [[nodiscard]] virtual Result<SourceEvent> Next(Wait wait) = 0;

  // Reads from these positions, which are all of the assignment; whatever was read ahead before is
  // dropped.
  [[nodiscard]] virtual Status Start(std::span<const StartPosition> positions) = 0;

  // Reads nothing until the next Start; membership goes on.
  [[nodiscard]] virtual Status Halt() = 0;

  // Gives the revoked partitions back; the group goes on.
  [[nodiscard]] virtual Status Release() = 0;

  // Joins the group anew after kFenced. Fails with kRefused where that happens a second time
  // within a minute: two processes use one identity.
  [[nodiscard]] virtual Status Renew() = 0;
};

}  // namespace cablestream
