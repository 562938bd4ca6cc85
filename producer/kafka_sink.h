// Sink over real Kafka. Bounds every call and owns the one way back: a new producer.
#pragma once

#include <array>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "kafka/call_thread.h"
#include "kafka/client_config.h"
#include "kafka/client_statistics.h"
#include "producer/sink.h"
#include "producer/timestamp_bounds.h"
#include "producer/transactional_producer.h"

namespace cablestream {

struct KafkaSinkOptions {
  ClientConfig client;
  std::string transactional_id;
  OutputTopicNames topics;                                 // an empty name: nothing goes there
  std::array<int64_t, kOutputTopics> max_message_bytes{};  // each topic's own limit
  // How long each keeps a message, from its timestamp; nullopt: for ever.
  std::array<std::optional<std::chrono::milliseconds>, kOutputTopics> retention;
  std::shared_ptr<ClientStatistics> statistics;  // null: none are made
};

class KafkaSink final : public Sink {
 public:
  explicit KafkaSink(KafkaSinkOptions options);
  ~KafkaSink() override;

  [[nodiscard]] bool Fits(const Output& output) const override;
  [[nodiscard]] int64_t RoomForValue(const Output& output) const override;
  [[nodiscard]] bool PastRetention(OutputTopic topic, int64_t timestamp_ms) const override;
  [[nodiscard]] bool RefusesTimestamp(OutputTopic topic, int64_t timestamp_ms) const override;
  void NoteRefusedTimestamp(OutputTopic topic, int64_t timestamp_ms) override;
  [[nodiscard]] Status Begin() override;
  [[nodiscard]] Status Produce(const Output& output) override;
  [[nodiscard]] Result<std::vector<FlushedClaims>> Flush() override;
  [[nodiscard]] std::optional<Refusal> refusal() const override { return refusal_; }
  [[nodiscard]] Status SendOffsets(std::span<const OffsetCommit> offsets,
                                   const GroupMetadata& membership) override;
  [[nodiscard]] Status Commit() override;
  void Serve() override;
  [[nodiscard]] Status Renew() override;

 private:
  // Runs `call` on the call thread; one that does not end in time leaves thread and producer to
  // themselves and is kLost.
  template <typename T>
  [[nodiscard]] Result<T> Bounded(const char* what, std::chrono::milliseconds limit,
                                  std::function<Result<T>(TransactionalProducer&)> call);
  // Every result of a call passes here: fencing is told by whichever call meets it first.
  template <typename T>
  [[nodiscard]] Result<T> Noted(Result<T> result);
  void Abandon();
  void NoteRefusal(const Error& error);
  void LearnSize(const Refusal& refusal);
  void NoteFencing();
  [[nodiscard]] std::chrono::milliseconds TimeLeft() const;
  [[nodiscard]] Status ToleratedWhileNew(const Error& missing);

  using Clock = std::chrono::steady_clock;
  struct Sent {
    int outputs = 0;
    int64_t last_bytes = 0;
  };

  const KafkaSinkOptions options_;
  const Properties limits_;
  // By topic. The limit sinks where a broker refuses what it should take: the topic's was lowered.
  std::array<int64_t, kOutputTopics> max_message_bytes_;
  std::array<TimestampBounds, kOutputTopics> timestamps_;
  std::array<Sent, kOutputTopics> sent_;  // in the open transaction
  std::shared_ptr<TransactionalProducer> producer_;
  std::unique_ptr<CallThread> calls_;
  std::optional<Refusal> refusal_;          // of the open transaction
  Clock::time_point settle_by_;             // when the transaction must have ended
  std::optional<Clock::time_point> begun_;  // of the open transaction
  std::optional<Clock::time_point> missing_since_;
  std::optional<Clock::time_point> last_fencing_;
  bool twice_fenced_ = false;
};

}  // namespace cablestream
