#include "app/service/brokers.h"

#include <utility>

#include "app/service/patience.h"

namespace cablestream {

Result<TopicAdmin> ConnectAdmin(const Config& config, const std::atomic<bool>& stop,
                                std::chrono::milliseconds ask_limit) {
  return Patiently(stop, [&] { return TopicAdmin::Connect(config.kafka, ask_limit); });
}

Result<Brokers> ConnectBrokers(const Config& config, const std::atomic<bool>& stop,
                               std::chrono::milliseconds ask_limit) {
  Result<TopicAdmin> admin = ConnectAdmin(config, stop, ask_limit);
  if (!admin) return Fail(admin.error());
  Result<std::unique_ptr<KafkaLogReader>> log = KafkaLogReader::Create(config.kafka, config.group);
  if (!log) return Fail(log.error());
  return Brokers{std::move(*admin), std::move(*log)};
}

}  // namespace cablestream
