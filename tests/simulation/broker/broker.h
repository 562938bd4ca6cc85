// One simulated broker: the logs of all topics, the two coordinators, and the settings of topics.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "simulation/broker/group.h"
#include "simulation/broker/log.h"
#include "simulation/broker/transactions.h"

namespace cablestream::sim {

struct TopicLimits {
  int64_t max_message_bytes = 1'000'000;
  int64_t latest_timestamp_ms = INT64_MAX;  // what lies behind it is refused
};

class Broker {
 public:
  // `transaction_timeout` in steps. `on_offset` is told of each offset that is committed.
  Broker(int64_t transaction_timeout, GroupCoordinator::OffsetListener on_offset);
  Broker(const Broker&) = delete;
  Broker& operator=(const Broker&) = delete;

  void AddTopic(const std::string& name, int32_t partitions, TopicLimits limits = {});
  // As many as there are, and these.
  void AddPartitions(const std::string& name, int32_t more);
  [[nodiscard]] const std::map<std::string, int32_t>& counts() const { return counts_; }
  [[nodiscard]] Log& LogOf(const TopicPartition& partition) { return logs_.at(partition); }
  [[nodiscard]] const std::map<TopicPartition, Log>& logs() const { return logs_; }

  // Requests of producers.
  [[nodiscard]] Answer Produce(const Producer& producer, const TopicPartition& partition,
                               int32_t sequence, const std::vector<Entry>& entries,
                               int64_t& offset);
  [[nodiscard]] Answer CommitOffsets(const Producer& producer,
                                     const std::vector<OffsetCommit>& offsets,
                                     const GroupMetadata& membership, Tag tag);

  [[nodiscard]] TransactionCoordinator& transactions() { return transactions_; }
  [[nodiscard]] GroupCoordinator& group() { return group_; }

 private:
  std::map<std::string, int32_t> counts_;
  std::map<std::string, TopicLimits> limits_;
  std::map<TopicPartition, Log> logs_;
  GroupCoordinator group_;
  TransactionCoordinator transactions_;
};

}  // namespace cablestream::sim
