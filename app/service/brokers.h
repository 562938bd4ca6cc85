// The brokers as a command that has some patience asks them.
#pragma once

#include <atomic>
#include <chrono>
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

// How long a question to the brokers may take. One of a thread that a service waits for at its end
// is to be short.
inline constexpr std::chrono::milliseconds kAskLimit{10'000};
inline constexpr std::chrono::milliseconds kShortAskLimit{2'000};

// Tries for a minute at most, or until `stop` turns true, which a question is not broken off for.
// Fails as TopicAdmin::Connect and KafkaLogReader::Create, and with kUnavailable: no answer within
// that.
[[nodiscard]] Result<TopicAdmin> ConnectAdmin(const Config& config, const std::atomic<bool>& stop,
                                              std::chrono::milliseconds ask_limit = kAskLimit);
[[nodiscard]] Result<Brokers> ConnectBrokers(const Config& config, const std::atomic<bool>& stop,
                                             std::chrono::milliseconds ask_limit = kAskLimit);

}  // namespace cablestream
