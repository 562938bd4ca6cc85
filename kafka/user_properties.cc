#include "kafka/user_properties.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <utility>

#include "kafka/client_config.h"
#include "kafka/handles.h"

namespace cablestream {
namespace {

struct Reserved {
  std::string_view name;
  std::string_view reason;
};

constexpr std::string_view kOffsetsInTransactions =
    "offsets are committed inside the transactions that publish the records";
constexpr std::string_view kInstanceIdentity =
    "it follows from `group` and the instance's identity, which is what fences a second process";
constexpr std::string_view kExactlyOnceWrites = "exactly-once writes rest on it";
constexpr std::string_view kDeliveryReports = "every delivery report is looked at";

// What every promise of the program rests on. By the spelling that PropertyName gives.
constexpr Reserved kReserved[] = {
    {"acks", kExactlyOnceWrites},
    {"auto.offset.reset",
     "a group that lost its offsets must stop and ask; see `run --from beginning`"},
    {"bootstrap.servers", "use `brokers`"},
    {"delivery.report.only.error", kDeliveryReports},
    {"enable.auto.commit", kOffsetsInTransactions},
    {"enable.auto.offset.store", kOffsetsInTransactions},
    {"enable.gapless.guarantee", kExactlyOnceWrites},
    {"enable.idempotence", kExactlyOnceWrites},
    {"enable.partition.eof", "the end of a partition is told by it"},
    {"enabled_events", "events are taken in the program's own order"},
    {"group.id", "use `group`"},
    {"group.instance.id", kInstanceIdentity},
    {"group.protocol.type", "the group is one of consumers"},
    {"isolation.level", "what an aborted transaction wrote must never be read"},
    {"max.in.flight.requests.per.connection", kExactlyOnceWrites},
    {"offset.store.method", kOffsetsInTransactions},
    {"offset.store.path", kOffsetsInTransactions},
    {"offset.store.sync.interval.ms", kOffsetsInTransactions},
    {"partition.assignment.strategy",
     "every instance must use the same, and librdkafka's cooperative one loses assignments"},
    {"partitioner", "records go where Kafka's own murmur2 puts them"},
    {"produce.offset.report", kDeliveryReports},
    {"statistics.interval.ms", "the statistics are in /metrics, and nothing else reads them"},
    {"transactional.id", kInstanceIdentity},
};

struct Alias {
  std::string_view name;
  std::string_view preferred;
};

constexpr Alias kAliases[] = {
    {"auto.commit.enable", "enable.auto.commit"},
    {"compression.codec", "compression.type"},
    {"fetch.message.max.bytes", "max.partition.fetch.bytes"},
    {"max.in.flight", "max.in.flight.requests.per.connection"},
    {"message.send.max.retries", "retries"},
    {"message.timeout.ms", "delivery.timeout.ms"},
    {"metadata.broker.list", "bootstrap.servers"},
    {"queue.buffering.max.ms", "linger.ms"},
    {"request.required.acks", "acks"},
    {"sasl.mechanism", "sasl.mechanisms"},
};

constexpr int kMaxPollIntervalMs = 60000;

Status CheckLimits(std::string_view name, const std::string& value) {
  if (name != "max.poll.interval.ms") return {};
  int number = 0;
  std::from_chars(value.data(), value.data() + value.size(), number);
  if (number <= kMaxPollIntervalMs) return {};
  return Fail(ErrorCode::kInvalidArgument,
              "may be at most 60000: a stuck instance has to give up its partitions");
}

// Some of librdkafka's reasons end in a line break; some repeat the value, whatever is in it.
std::string OneLine(std::string text) {
  while (!text.empty() && text.back() == '\n') text.pop_back();
  std::replace_if(
      text.begin(), text.end(), [](unsigned char c) { return std::iscntrl(c) != 0; }, '?');
  return text;
}

}  // namespace

std::string_view PropertyName(std::string_view name) {
  for (const Alias& alias : kAliases) {
    if (alias.name == name) return alias.preferred;
  }
  return name;
}

bool IsSecretProperty(std::string_view name) {
  return name.ends_with("password") || name.ends_with("secret") || name == "ssl.key.pem" ||
         name == "ssl_key" || name == "sasl.oauthbearer.config";
}

Status CheckUserProperty(const std::string& name, const std::string& value) {
  const std::string_view preferred = PropertyName(name);
  for (const Reserved& reserved : kReserved) {
    if (reserved.name == preferred) {
      return Fail(ErrorCode::kInvalidArgument, "is reserved: " + std::string(reserved.reason));
    }
  }
  if (value.find('\0') != std::string::npos) {
    return Fail(ErrorCode::kInvalidArgument, "holds a zero byte");
  }
  const ConfHandle scratch(rd_kafka_conf_new());
  char reason[256] = "";
  switch (rd_kafka_conf_set(scratch.get(), name.c_str(), value.c_str(), reason, sizeof reason)) {
    case RD_KAFKA_CONF_OK:
      return CheckLimits(preferred, value);
    case RD_KAFKA_CONF_UNKNOWN:
      return Fail(ErrorCode::kInvalidArgument, "is no property of librdkafka");
    case RD_KAFKA_CONF_INVALID:
      break;
  }
  if (IsSecretProperty(name)) return Fail(ErrorCode::kInvalidArgument, "is refused by librdkafka");
  return Fail(ErrorCode::kInvalidArgument, "is refused by librdkafka: " + OneLine(reason));
}

bool IsKnownProperty(const std::string& name) {
  const ConfHandle scratch(rd_kafka_conf_new());
  return rd_kafka_conf_set(scratch.get(), name.c_str(), "", nullptr, 0) != RD_KAFKA_CONF_UNKNOWN;
}

std::vector<std::string> KnownProperties() {
  const ConfHandle scratch(rd_kafka_conf_new());
  size_t count = 0;
  const char** pairs = rd_kafka_conf_dump(scratch.get(), &count);
  std::vector<std::string> names;
  for (size_t i = 0; i + 1 < count; i += 2) names.emplace_back(PropertyName(pairs[i]));
  rd_kafka_conf_dump_free(pairs, count);
  return names;
}

}  // namespace cablestream
