// Sink over the simulated broker: what KafkaSink and librdkafka make of requests, answers, and
// requests that get none.
#pragma once

#include <array>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "producer/sink.h"
#include "simulation/broker/broker.h"
#include "simulation/network.h"

namespace cablestream::sim {

class Process;

class SimSink final : public Sink {
 public:
  explicit SimSink(Process& process);

  [[nodiscard]] bool Fits(const Output& output) const override;
  [[nodiscard]] int64_t RoomForValue(const Output& output) const override;
  [[nodiscard]] bool PastRetention(OutputTopic topic, int64_t timestamp_ms) const override;
  [[nodiscard]] bool RefusesTimestamp(OutputTopic topic, int64_t timestamp_ms) const override;
  void NoteRefusedTimestamp(OutputTopic topic, int64_t timestamp_ms) override;
  [[nodiscard]] Status Begin() override;
  [[nodiscard]] Status Produce(const Output& output) override;
  [[nodiscard]] Result<std::vector<FlushedClaims>> Flush() override;
  [[nodiscard]] std::optional<Refusal> refusal() const override;
  [[nodiscard]] Status SendOffsets(std::span<const OffsetCommit> offsets,
                                   const GroupMetadata& membership) override;
  [[nodiscard]] Status Commit() override;
  [[nodiscard]] Status Renew() override;

 private:
  struct Queued {
    OutputTopic topic = OutputTopic::kRecords;
    Entry entry;
  };

  [[nodiscard]] std::optional<Answer> Send(const Network::Request& request);
  [[nodiscard]] std::optional<Answer> Repeat(const Network::Request& request);
  [[nodiscard]] Status Ask(const char* what, const Network::Request& request);
  [[nodiscard]] Status Usable() const;
  template <typename T>
  [[nodiscard]] Result<T> Noted(Result<T> result);
  [[nodiscard]] Status DeliverQueued();
  [[nodiscard]] Status Deliver(const TopicPartition& partition, const std::vector<Queued>& batch);
  void NoteRefusal(OutputTopic topic, Answer answer);
  void NoteFencing();

  Process& process_;
  Broker& broker_;
  std::array<int64_t, kOutputTopics> max_message_bytes_{};
  std::map<OutputTopic, int64_t> refused_timestamps_;

  Producer producer_;
  bool usable_ = false;        // no call has failed since Renew
  bool watch_failed_ = false;  // a request was sent twice, or got no answer, since Renew
  std::map<TopicPartition, int32_t> sequences_;
  bool twice_fenced_ = false;
  std::optional<int64_t> fenced_;
  int64_t begun_ = 0;

  // Of the open transaction.
  Tag tag_ = kNoTag;
  std::map<TopicPartition, std::vector<Queued>> queued_;
  std::set<TopicPartition> added_;
  std::map<int32_t, FlushedClaims> claims_;
  std::optional<Error> delivery_error_;
  std::optional<Refusal> refusal_;
};

}  // namespace cablestream::sim
