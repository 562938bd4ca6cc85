// What there is to know from librdkafka's statistics.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "kafka/types.h"

namespace cablestream {

struct BrokerReport {
  std::string name;  // "kafka1:9092/1"; "GroupCoordinator": a connection of its own
  double up = 0;     // 1: the connection stands
  // Of the requests answered in the last interval; 0: none was.
  double rtt_average_s = 0;
  double rtt_p99_s = 0;
  double waiting_requests = 0;  // sent, without an answer yet
  double requests = 0;
  double request_errors = 0;
  double request_retries = 0;
  double request_timeouts = 0;
  double sent_bytes = 0;
  double received_bytes = 0;
};

struct ClientReport {
  double time_s = 0;  // when it was made, since 1970
  // Of a producer, not acknowledged yet; of a consumer, fetched and not read yet.
  double queued_messages = 0;
  double queued_bytes = 0;
  double rebalances = 0;  // of a consumer
  std::vector<BrokerReport> brokers;
  // Of what a consumer reads: its last stable offset, which a read_committed reader can get to.
  std::map<TopicPartition, int64_t> stable_ends;
};

// Nullopt: not JSON.
[[nodiscard]] std::optional<ClientReport> ReadStatistics(const std::string& json);

}  // namespace cablestream
