// The brokers as a command that has some patience asks them.
#pragma once

#include <atomic>
#include <memory>

#include "app/config/config.h"
#include "common/result.h"
#include "consumer/kafka_log_reader.h"
#include "kafka/topic_admin.h"

namespace cablestream {

struct Brokers {
  TopicAdmin admin;
  std::unique_ptr<KafkaLogReader> log;  // as the group of the configuration
};

// Tries for a minute at most, or until `stop` turns true. Fails as TopicAdmin::Connect and
// KafkaLogReader::Create, and with kUnavailable: no answer within that.
[[nodiscard]] Result<TopicAdmin> ConnectAdmin(const Config& config, const std::atomic<bool>& stop);
[[nodiscard]] Result<Brokers> ConnectBrokers(const Config& config, const std::atomic<bool>& stop);

}  // namespace cablestream
