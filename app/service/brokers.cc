#include "app/service/brokers.h"

#include <chrono>
#include <utility>

#include "app/service/patience.h"

namespace cablestream {
namespace {

constexpr std::chrono::milliseconds kAskLimit{10'000};

}  // namespace

Result<TopicAdmin> ConnectAdmin(const Config& config, const std::atomic<bool>& stop) {
  return Patiently(stop, [&] { return TopicAdmin::Connect(config.kafka, kAskLimit); });
}

Result<Brokers> ConnectBrokers(const Config& config, const std::atomic<bool>& stop) {
  Result<TopicAdmin> admin = ConnectAdmin(config, stop);
  if (!admin) return Fail(admin.error());
  Result<std::unique_ptr<KafkaLogReader>> log = KafkaLogReader::Create(config.kafka, config.group);
  if (!log) return Fail(log.error());
  return Brokers{std::move(*admin), std::move(*log)};
}

}  // namespace cablestream
