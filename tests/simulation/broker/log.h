// One partition: messages of committed, aborted and open transactions, and control markers.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "consumer/message.h"
#include "kafka/types.h"
#include "simulation/broker/answer.h"

namespace cablestream::sim {

enum class Fate : uint8_t { kOpen, kCommitted, kAborted, kMarker };

struct Entry {
  std::optional<std::string> key;
  std::optional<std::string> value;
  std::vector<Header> headers;
  int64_t timestamp_ms = -1;

  Fate fate = Fate::kCommitted;
  bool compacted = false;  // removed by the cleaner; stays here for the checker
  int64_t producer_id = -1;
  Tag tag = kNoTag;
};

// Bytes that count against max.message.bytes.
[[nodiscard]] int64_t SizeOf(const Entry& entry);

class Log {
 public:
  explicit Log(TopicPartition name) : name_(std::move(name)) {}

  [[nodiscard]] const TopicPartition& name() const { return name_; }
  [[nodiscard]] int64_t low() const { return low_; }
  [[nodiscard]] int64_t high() const { return static_cast<int64_t>(entries_.size()); }
  // The last stable offset: nothing below it is undecided.
  [[nodiscard]] int64_t stable() const { return stable_; }

  // Outside of any transaction. Returns its offset.
  int64_t Append(Entry entry);

  // A batch of a transaction, known by its first sequence number: one that stands here already is
  // not written again. Sets `offset` to that of the first entry.
  [[nodiscard]] Answer Produce(const Producer& producer, int32_t sequence,
                               const std::vector<Entry>& entries, int64_t& offset);
  [[nodiscard]] bool HasOpen(int64_t producer_id) const;

  // Ends what the producer has open here, if anything. A marker takes an offset too.
  void WriteMarker(const Producer& producer, bool commit);

  // What a read_committed reader gets next; moves `position` behind it, or, where there is nothing
  // up to the last stable offset, to there. The entry stays where it is.
  [[nodiscard]] const Entry* Read(int64_t& position) const;

  void DeleteBelow(int64_t offset);
  // Of each key only the newest message below `end` stays, of aborted messages none.
  void Compact(int64_t end);

  // Everything that ever stood here, for the checker.
  [[nodiscard]] const std::deque<Entry>& entries() const { return entries_; }

 private:
  struct Batch {
    int32_t sequence = 0;
    int64_t offset = 0;
  };
  struct ProducerState {
    int32_t epoch = -1;
    int32_t next_sequence = 0;
    std::vector<Batch> batches;  // of this epoch
    std::optional<int64_t> first_open;
  };

  void FindStable();

  TopicPartition name_;
  int64_t low_ = 0;
  int64_t stable_ = 0;
  std::deque<Entry> entries_;
  std::map<int64_t, ProducerState> producers_;  // by producer ID
};

}  // namespace cablestream::sim
