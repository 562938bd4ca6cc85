// One life of a transactional producer: from rd_kafka_new to whatever ends it.
#pragma once

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "common/result.h"
#include "kafka/client_config.h"
#include "kafka/client_statistics.h"
#include "kafka/response_watch.h"
#include "producer/sink.h"

namespace cablestream {

// The names of the output topics, by OutputTopic.
using OutputTopicNames = std::array<std::string, kOutputTopics>;

// Blocking calls, each made again while librdkafka says "retriable"; KafkaSink bounds them. One
// thread at a time. Errors: kRetry (no answer in time), kLost, kFenced, kUnavailable.
class TransactionalProducer {
 public:
  // `statistics` may be null: then none are made. Fails with kInvalidArgument.
  [[nodiscard]] static Result<std::shared_ptr<TransactionalProducer>> Create(
      const ClientConfig& config, const std::string& transactional_id, const Properties& limits,
      const OutputTopicNames& topics, std::shared_ptr<ClientStatistics> statistics);

  TransactionalProducer(const TransactionalProducer&) = delete;
  TransactionalProducer& operator=(const TransactionalProducer&) = delete;
  // Aborts what is open, if that takes no longer than a moment.
  ~TransactionalProducer();

  // Fences older producers of this identity, aborts what they left open, and asks for the metadata
  // of every output topic: the first message to a topic would wait for it.
  [[nodiscard]] Status Init();
  [[nodiscard]] Status Begin();
  [[nodiscard]] Status Produce(const Output& output);
  [[nodiscard]] Result<std::vector<FlushedClaims>> Flush();
  // Of the open transaction, once Produce or Flush has failed.
  [[nodiscard]] const std::optional<Refusal>& refusal() const { return refusal_; }
  [[nodiscard]] Status SendOffsets(std::span<const OffsetCommit> offsets,
                                   const GroupMetadata& membership);
  [[nodiscard]] Status Commit();
  // What Flush does of itself: lets the client tell what waits to be told.
  void Serve();

 private:
  explicit TransactionalProducer(std::string transactional_id)
      : transactional_id_(std::move(transactional_id)) {}

  [[nodiscard]] Error Cause(Error error) const;
  [[nodiscard]] std::string TopicNames() const;
  void AwaitCause();
  void NoteFailure(OutputTopic topic, const rd_kafka_message_t& message);
  static int OnStatistics(rd_kafka_t* client, char* json, size_t size, void* opaque);
  static void OnDelivery(rd_kafka_t* client, const rd_kafka_message_t* message, void* opaque);

  const std::string transactional_id_;
  // Before the client, which writes to it until it is destroyed.
  ResponseWatch watch_;
  std::shared_ptr<ClientStatistics> statistics_;
  ClientHandle client_;
  std::array<TopicHandle, kOutputTopics> topics_;

  // Of the open transaction, set by delivery reports.
  std::optional<Error> delivery_error_;
  bool cause_known_ = false;  // delivery_error_ is what the transaction failed on
  std::optional<Refusal> refusal_;
  std::map<int32_t, FlushedClaims> claims_;  // by shard
};

}  // namespace cablestream
