// Writes raw messages to one topic: idempotent, acknowledged by all in-sync replicas.
#pragma once

#include <atomic>
#include <chrono>
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
  std::chrono::milliseconds connect_limit{10'000};
  // Where `kafka.delivery.timeout.ms` isn't set; 0: for ever.
  std::chrono::milliseconds delivery_timeout{60'000};
};

// Used by one thread.
class RawProducer {
 public:
  // Told of each message that has arrived (RD_KAFKA_RESP_ERR_NO_ERROR) or never will: the name it
  // was given, and why.
  using DeliveryHandler = std::function<void(const std::string& name, rd_kafka_resp_err_t error)>;

  // Asks for the topic's own limit on a message. `stop` ends a wait for room in the queue, and must
  // outlive it. Fails with kRetry (no answer: ask again), kUnavailable (denied, no such topic),
  // kRefused, kInvalidArgument.
  [[nodiscard]] static Result<std::unique_ptr<RawProducer>> Create(
      const RawProducerOptions& options, const std::atomic<bool>& stop,
      DeliveryHandler on_delivery);
  // Gives up what is still on its way.
  ~RawProducer();

  // The most bytes that key and value may have together.
  [[nodiscard]] int64_t Room() const;

  // Queues a message: with a key for the partition that murmur2 gives, without one for any. Waits
  // while the queue is full, which ends when messages are delivered or time out. False: `stop` was
  // set first. Fails with kInternal, kUnavailable.
  [[nodiscard]] Result<bool> Produce(std::string name, std::optional<std::string_view> key,
                                     std::string_view value);

  // Waits a moment; how many messages are still on their way. Logs it where none of them has moved
  // for some seconds.
  int Poll();

  // No message can be sent any more: its delivery reports say why.
  [[nodiscard]] bool has_failed() const { return failed_; }

  // What a message that will not arrive tells of the whole topic: kUnavailable.
  [[nodiscard]] Error WriteError(rd_kafka_resp_err_t error) const;

 private:
  using Clock = std::chrono::steady_clock;

  RawProducer(const RawProducerOptions& options, int64_t max_message_bytes,
              const std::atomic<bool>& stop, DeliveryHandler on_delivery)
      : topic_(options.topic),
        max_message_bytes_(max_message_bytes),
        stop_(stop),
        on_delivery_(std::move(on_delivery)) {}

  static void OnDelivery(rd_kafka_t* client, const rd_kafka_message_t* message, void* opaque);
  void NoteStall(int on_their_way);

  const std::string topic_;
  const int64_t max_message_bytes_;
  const std::atomic<bool>& stop_;
  const DeliveryHandler on_delivery_;
  Clock::time_point moved_ = Clock::now();  // when the last one was delivered, or none was queued
  bool closing_ = false;
  bool failed_ = false;
  ClientHandle client_;
};

}  // namespace cablestream
