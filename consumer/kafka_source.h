// The live source: one member of a Kafka consumer group, over raw topics and the home topic.
#pragma once

#include <atomic>
#include <chrono>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "consumer/group_coverage.h"
#include "consumer/read_limits.h"
#include "consumer/source.h"
#include "kafka/client_config.h"
#include "kafka/client_statistics.h"

namespace cablestream {

struct KafkaSourceOptions {
  ClientConfig client;
  std::string group;
  std::string instance_id;  // static membership; empty: a dynamic member
  std::vector<std::string> topics;
  std::chrono::milliseconds commit_interval{100};
  size_t max_batch_messages = 10'000;
  size_t max_batch_bytes = 32 << 20;
  // Between looks for partitions that the group has given to nobody.
  std::chrono::milliseconds coverage_interval{5000};
  std::shared_ptr<ClientStatistics> statistics;  // null: none are made
};

// Eager, range-assigned, read_committed. Closing keeps a static member's seat. Partitions of its
// topics that the group has given to nobody, and partitions that it was given of other topics, make
// it leave the group and join again, so that all are shared out anew.
class KafkaSource final : public Source {
 public:
  // `stop` is watched; the moment it turns true Next answers StopRequested, once. It must outlive
  // the source. Fails with kInvalidArgument.
  [[nodiscard]] static Result<std::unique_ptr<KafkaSource>> Create(KafkaSourceOptions options,
                                                                   const std::atomic<bool>& stop);
  ~KafkaSource() override;

  [[nodiscard]] Result<SourceEvent> Next(Wait wait) override;
  [[nodiscard]] Status Start(std::span<const StartPosition> positions) override;
  [[nodiscard]] Status Halt() override;
  [[nodiscard]] Status Release() override;
  [[nodiscard]] Status Renew() override;

 private:
  using Clock = std::chrono::steady_clock;

  KafkaSource(KafkaSourceOptions options, const std::atomic<bool>& stop);

  static void OnRebalance(rd_kafka_t* client, rd_kafka_resp_err_t error,
                          rd_kafka_topic_partition_list_t* partitions, void* opaque);

  static int OnStatistics(rd_kafka_t* client, char* json, size_t size, void* opaque);

  [[nodiscard]] Status Join();
  [[nodiscard]] Status Subscribe();
  [[nodiscard]] bool OnlyReads(const std::vector<TopicPartition>& partitions) const;
  void GiveUpSeatIfNeeded();
  void SayIfKeptWaiting(Clock::time_point now);
  void Leave();
  void RecordRebalance(rd_kafka_resp_err_t error,
                       const rd_kafka_topic_partition_list_t* partitions);
  [[nodiscard]] Status Assign(const rd_kafka_topic_partition_list_t* partitions);
  [[nodiscard]] Result<SourceEvent> FromPoll(MessageHandle message);
  void ForgetPositions();
  void OpenBatch();
  [[nodiscard]] bool BatchIsDue(Clock::time_point now) const;
  void CloseBatch();

  const KafkaSourceOptions options_;
  const std::atomic<bool>& stop_;
  bool stop_reported_ = false;
  ClientHandle client_;
  // What the client's callback finds; outlives this object where a close has to be left behind.
  struct Listener {
    KafkaSource* source;  // null once the client is being closed
    std::shared_ptr<ClientStatistics> statistics;
  };
  std::shared_ptr<Listener> listener_;
  std::deque<SourceEvent> rebalances_;

  std::unique_ptr<GroupCoverage> coverage_;
  bool assigned_ = false;  // as the group knows it: until the next revocation
  std::optional<Clock::time_point> unassigned_since_;  // unset once that was said
  bool reassign_due_ = false;                          // the assignment must not stand
  bool subscribe_due_ = false;                         // with the release of what was revoked

  ReadLimits limits_;
  size_t batch_messages_ = 0;
  size_t batch_bytes_ = 0;
  std::optional<Clock::time_point> batch_due_;   // set while something waits to be committed
  std::optional<Clock::time_point> seat_taken_;  // when another process last did that
};

}  // namespace cablestream
