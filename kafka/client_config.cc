#include "kafka/client_config.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "common/log_limiter.h"
#include "kafka/user_properties.h"

namespace cablestream {
namespace {

// Properties that one kind of client alone knows: librdkafka warns where the other gets them.
constexpr auto kProducerOnly = std::to_array<std::string_view>({
    "batch.num.messages",
    "batch.size",
    "compression.codec",
    "compression.level",
    "compression.type",
    "delivery.report.only.error",
    "delivery.timeout.ms",
    "linger.ms",
    "message.send.max.retries",
    "message.timeout.ms",
    "msg_order_cmp",
    "partitioner",
    "queue.buffering.backpressure.threshold",
    "queue.buffering.max.kbytes",
    "queue.buffering.max.messages",
    "queue.buffering.max.ms",
    "queuing.strategy",
    "request.timeout.ms",
    "retries",
    "retry.backoff.ms",
    "sticky.partitioning.linger.ms",
    "transaction.timeout.ms",
});
constexpr auto kConsumerOnly = std::to_array<std::string_view>({
    "auto.commit.interval.ms",
    "check.crcs",
    "client.rack",
    "coordinator.query.interval.ms",
    "fetch.error.backoff.ms",
    "fetch.max.bytes",
    "fetch.message.max.bytes",
    "fetch.min.bytes",
    "fetch.wait.max.ms",
    "group.protocol.type",
    "heartbeat.interval.ms",
    "max.partition.fetch.bytes",
    "max.poll.interval.ms",
    "queued.max.messages.kbytes",
    "queued.min.messages",
    "session.timeout.ms",
});

bool IsFor(rd_kafka_type_t type, std::string_view name) {
  return type == RD_KAFKA_PRODUCER ? std::ranges::count(kConsumerOnly, name) == 0
                                   : std::ranges::count(kProducerOnly, name) == 0;
}

Status Set(rd_kafka_conf_t* conf, const std::string& name, const std::string& value) {
  char reason[512];
  if (rd_kafka_conf_set(conf, name.c_str(), value.c_str(), reason, sizeof reason) !=
      RD_KAFKA_CONF_OK) {
    return Fail(ErrorCode::kInvalidArgument,
                "kafka." + name + ": " + (IsSecretProperty(name) ? "is refused" : reason));
  }
  return {};
}

// By one spelling each: librdkafka takes the last that is set, whichever of a property's names it
// is.
void Overlay(const Properties& upper, Properties& properties) {
  for (const auto& [name, value] : upper) properties[std::string(PropertyName(name))] = value;
}

void ForwardLog(const rd_kafka_t* client, int level, const char* facility, const char* text) {
  constexpr int kSyslogError = 3;
  constexpr int kSyslogNotice = 5;
  constexpr int kSyslogDebug = 7;
  const LogLevel log_level = level <= kSyslogError    ? LogLevel::kError
                             : level <= kSyslogNotice ? LogLevel::kWarning
                                                      : LogLevel::kInfo;
  const std::initializer_list<LogField> fields = {
      {"client", client == nullptr ? "" : rd_kafka_name(client)},
      {"facility", facility},
      {"text", text}};
  // What is asked for with `kafka.debug` is wanted whole.
  if (level >= kSyslogDebug) return Log(log_level, "kafka.client", fields);
  LogLimited(log_level, "kafka.client", fields, facility);
}

}  // namespace

Result<ConfHandle> MakeConf(const ClientConfig& config, rd_kafka_type_t type,
                            const Properties& defaults, const Properties& fixed) {
  Properties properties;
  Overlay(defaults, properties);
  Properties user;
  Overlay(config.common, user);
  Overlay(type == RD_KAFKA_PRODUCER ? config.producer : config.consumer, user);
  std::erase_if(user, [type](const auto& entry) { return !IsFor(type, entry.first); });
  Overlay(user, properties);
  Overlay(fixed, properties);
  properties["bootstrap.servers"] = config.brokers;

  ConfHandle conf(rd_kafka_conf_new());
  rd_kafka_conf_set_log_cb(conf.get(), &ForwardLog);
  for (const auto& [name, value] : properties) {
    if (Status set = Set(conf.get(), name, value); !set) return Fail(set.error());
  }
  return conf;
}

}  // namespace cablestream
