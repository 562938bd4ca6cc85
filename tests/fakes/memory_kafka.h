// Kafka in memory, as much of it as the loop sees: logs with transaction markers, committed offsets
// with metadata, and the three interfaces over them.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "consumer/log_reader.h"
#include "consumer/source.h"
#include "producer/sink.h"

namespace cablestream {

// One message or marker of a log.
struct LogEntry {
  std::optional<std::string> key;
  std::optional<std::string> value;
  std::vector<Header> headers;
  int64_t timestamp_ms = -1;
  bool visible = true;  // false: a marker, or a message of a transaction that did not commit
};

// The topics and the group's offsets. Offsets of a log begin at `low`.
struct MemoryKafka {
  struct Log {
    int64_t low = 0;
    std::vector<LogEntry> entries;

    [[nodiscard]] int64_t high() const { return low + static_cast<int64_t>(entries.size()); }
  };

  std::map<TopicPartition, Log> logs;
  std::map<TopicPartition, OffsetCommit> offsets;

  // The offset it gets.
  int64_t Append(const TopicPartition& partition, LogEntry entry);

  // The messages that a read_committed reader of the whole topic sees, by partition.
  [[nodiscard]] std::vector<LogEntry> Visible(const std::string& topic) const;
};

[[nodiscard]] Message ToMessage(const TopicPartition& partition, int64_t offset,
                                const LogEntry& entry);

// Answers what the test queued, then reads what was started; the group is the test's affair.
class FakeSource final : public Source {
 public:
  explicit FakeSource(MemoryKafka& kafka) : kafka_(kafka) {}

  void Push(Result<SourceEvent> event) { scripted_.push_back(std::move(event)); }

  // Called when nothing is left to read or to say: what happens next. Without it, a stop.
  std::function<Result<SourceEvent>()> when_idle;

  std::optional<ErrorCode> release_fails;  // the next Release

  [[nodiscard]] Result<SourceEvent> Next(Wait wait) override;
  [[nodiscard]] Status Start(std::span<const StartPosition> positions) override;
  [[nodiscard]] Status Halt() override;
  [[nodiscard]] Status Release() override;
  [[nodiscard]] Status Renew() override;

  std::vector<std::string> calls;
  std::vector<StartPosition> started;

 private:
  [[nodiscard]] std::optional<SourceEvent> Read();
  void EndSingly(const TopicPartition& partition, int64_t offset);

  MemoryKafka& kafka_;
  std::deque<Result<SourceEvent>> scripted_;
  std::map<TopicPartition, int64_t> positions_;
  std::map<TopicPartition, int64_t> ends_told_;
  std::map<TopicPartition, int64_t> singly_to_;  // of those that have not got there
  std::map<TopicPartition, int64_t> read_to_;
  bool batch_open_ = false;
  bool batch_full_ = false;
};

// A producer whose every call can be made to fail, before or after it takes effect.
class FakeSink final : public Sink {
 public:
  FakeSink(MemoryKafka& kafka, std::map<OutputTopic, std::string> names);

  enum class When { kBefore, kAfter };
  // The next call of this name fails: "Begin", "Produce", "Flush", "SendOffsets", "Commit",
  // "Renew".
  void FailNext(const std::string& call, ErrorCode code, When when = When::kBefore);

  // What a broker refuses: its error's name, or nothing. A refused output fails the flush; or,
  // where the broker answers at once, already the next output.
  std::function<std::optional<std::string>(OutputTopic, const LogEntry&)> refuses;
  bool answers_at_once = false;

  std::map<OutputTopic, int64_t> max_message_bytes;    // 1 MB where none is set
  std::map<OutputTopic, int64_t> oldest_timestamp_ms;  // what lies below it is past retention

  [[nodiscard]] bool Fits(const Output& output) const override;
  [[nodiscard]] int64_t RoomForValue(const Output& output) const override;
  [[nodiscard]] bool PastRetention(OutputTopic topic, int64_t timestamp_ms) const override;
  // Without a clock: what lies as far ahead as one that was refused.
  [[nodiscard]] bool RefusesTimestamp(OutputTopic topic, int64_t timestamp_ms) const override;
  void NoteRefusedTimestamp(OutputTopic topic, int64_t timestamp_ms) override;
  [[nodiscard]] Status Begin() override;
  [[nodiscard]] Status Produce(const Output& output) override;
  [[nodiscard]] Result<std::vector<FlushedClaims>> Flush() override;
  [[nodiscard]] std::optional<Refusal> refusal() const override { return refusal_; }
  [[nodiscard]] Status SendOffsets(std::span<const OffsetCommit> offsets,
                                   const GroupMetadata& membership) override;
  [[nodiscard]] Status Commit() override;
  [[nodiscard]] Status Renew() override;

  // Every call in order; Produce with its topic: "Produce claims".
  std::vector<std::string> calls;
  GroupMetadata membership;  // of the last SendOffsets

 private:
  [[nodiscard]] Status Note(const std::string& call, When when);
  void End(bool committed);

  struct Failure {
    ErrorCode code;
    When when;
  };

  MemoryKafka& kafka_;
  const std::map<OutputTopic, std::string> names_;
  std::map<std::string, std::deque<Failure>> failures_;
  std::optional<Refusal> refusal_;
  std::map<OutputTopic, int64_t> refused_timestamps_;
  std::vector<std::pair<TopicPartition, LogEntry>> queued_;
  std::vector<std::pair<TopicPartition, int64_t>> written_;  // of the open transaction
  std::vector<OffsetCommit> sent_;
};

class FakeLogReader final : public LogReader {
 public:
  explicit FakeLogReader(MemoryKafka& kafka) : kafka_(kafka) {}

  // The next call of Committed fails with kRetry so many times.
  int unstable = 0;
  // The next call of Next fails with kRefused so many times, as if an old leader were read from.
  int refused = 0;
  // Called first in each call of Committed.
  std::function<void()> when_asked;
  // The first event of a reading that begins at this offset of the partition.
  std::optional<PartitionEnd> early_end;

  [[nodiscard]] Result<std::vector<CommittedOffset>> Committed(
      std::span<const TopicPartition> partitions) override;
  [[nodiscard]] Result<Watermarks> QueryWatermarks(const TopicPartition& partition) override;
  [[nodiscard]] Status Open(std::span<const LogPosition> positions) override;
  [[nodiscard]] Result<LogEvent> Next() override;
  void Close() override { positions_.clear(); }

  std::vector<LogPosition> opened;  // every position ever opened

 private:
  MemoryKafka& kafka_;
  std::optional<PartitionEnd> early_end_due_;
  std::map<TopicPartition, int64_t> positions_;
};

}  // namespace cablestream
