// The pipeline's interfaces with a failpoint before and behind the calls that matter.
#pragma once

#include "consumer/log_reader.h"
#include "consumer/source.h"
#include "producer/sink.h"
#include "storage/dedup_store.h"

namespace cablestream {

class FailingSource final : public Source {
 public:
  explicit FailingSource(Source& real) : real_(real) {}

  [[nodiscard]] Result<SourceEvent> Next(Wait wait) override;
  [[nodiscard]] Status Start(std::span<const StartPosition> positions) override;
  [[nodiscard]] Status Halt() override { return real_.Halt(); }
  [[nodiscard]] Status Release() override;
  [[nodiscard]] Status Renew() override;

 private:
  Source& real_;
};

class FailingSink final : public Sink {
 public:
  explicit FailingSink(Sink& real) : real_(real) {}

  [[nodiscard]] bool Fits(const Output& output) const override { return real_.Fits(output); }
  [[nodiscard]] int64_t RoomForValue(const Output& output) const override {
    return real_.RoomForValue(output);
  }
  [[nodiscard]] bool PastRetention(OutputTopic topic, int64_t timestamp_ms) const override {
    return real_.PastRetention(topic, timestamp_ms);
  }
  [[nodiscard]] bool RefusesTimestamp(OutputTopic topic, int64_t timestamp_ms) const override {
    return real_.RefusesTimestamp(topic, timestamp_ms);
  }
  void NoteRefusedTimestamp(OutputTopic topic, int64_t timestamp_ms) override {
    real_.NoteRefusedTimestamp(topic, timestamp_ms);
  }
  [[nodiscard]] std::optional<Refusal> refusal() const override { return real_.refusal(); }

  [[nodiscard]] Status Begin() override;
  [[nodiscard]] Status Produce(const Output& output) override;
  [[nodiscard]] Result<std::vector<FlushedClaims>> Flush() override;
  [[nodiscard]] Status SendOffsets(std::span<const OffsetCommit> offsets,
                                   const GroupMetadata& membership) override;
  [[nodiscard]] Status Commit() override;
  void Serve() override { real_.Serve(); }
  [[nodiscard]] Status Renew() override;

 private:
  Sink& real_;
};

class FailingStore final : public DedupStore {
 public:
  explicit FailingStore(DedupStore& real) : real_(real) {}

  [[nodiscard]] Result<std::optional<std::string>> Find(int32_t shard,
                                                        std::string_view message_id) const override;
  [[nodiscard]] Result<std::optional<int64_t>> NextOffset(int32_t shard) const override {
    return real_.NextOffset(shard);
  }
  [[nodiscard]] Status Apply(std::span<const ShardUpdate> updates) override;
  void ForgetBefore(int32_t shard, int64_t time_ms) override { real_.ForgetBefore(shard, time_ms); }
  [[nodiscard]] Status Wipe(int32_t shard) override;

 private:
  DedupStore& real_;
};

class FailingLogReader final : public LogReader {
 public:
  explicit FailingLogReader(LogReader& real) : real_(real) {}

  [[nodiscard]] Result<std::vector<CommittedOffset>> Committed(
      std::span<const TopicPartition> partitions) override {
    return real_.Committed(partitions);
  }
  [[nodiscard]] Result<Watermarks> QueryWatermarks(const TopicPartition& partition) override {
    return real_.QueryWatermarks(partition);
  }
  [[nodiscard]] Status Open(std::span<const LogPosition> positions) override {
    return real_.Open(positions);
  }
  [[nodiscard]] Result<LogEvent> Next() override;
  void Close() override { real_.Close(); }

 private:
  LogReader& real_;
};

}  // namespace cablestream
