// Writes raw messages to one topic: idempotent, acknowledged by all in-sync replicas.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "common/result.h"
#include "kafka/client_config.h"
#include "kafka/handles.h"

namespace cablestream {

struct RawProducerOptions {
  ClientConfig client;
  std::string topic;
  int64_t max_message_bytes = 0;  // the topic's own limit
};

// Used by one thread.
class RawProducer {
 public:
  // Told of each message that will not arrive: the name it was given, and why.
  using FailureHandler = std::function<void(const std::string& name, rd_kafka_resp_err_t error)>;

  // Fails with kInvalidArgument.
  [[nodiscard]] static Result<std::unique_ptr<RawProducer>> Create(
      const RawProducerOptions& options, FailureHandler on_failure);
  // Gives up what is still on its way.
  ~RawProducer();

  // The most bytes that key and value may have together.
  [[nodiscard]] int64_t Room() const;

  // Queues a message: with a key for the partition that murmur2 gives, without one for any. Waits
  // while the queue is full, which ends when messages are delivered or time out
  // (`kafka.delivery.timeout.ms`). Fails with kInternal, kUnavailable.
  [[nodiscard]] Status Produce(std::string name, std::optional<std::string_view> key,
                               std::string_view value);

  // Waits a moment; how many messages are still on their way.
  int Poll();

  [[nodiscard]] uint64_t delivered() const { return delivered_; }

 private:
  RawProducer(const RawProducerOptions& options, FailureHandler on_failure)
      : options_(options), on_failure_(std::move(on_failure)) {}

  static void OnDelivery(rd_kafka_t* client, const rd_kafka_message_t* message, void* opaque);

  const RawProducerOptions options_;
  const FailureHandler on_failure_;
  uint64_t delivered_ = 0;
  bool closing_ = false;
  ClientHandle client_;
};

}  // namespace cablestream
