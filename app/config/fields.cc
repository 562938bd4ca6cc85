#include "app/config/fields.h"

#include <cctype>

#include "app/config/checks.h"

namespace cablestream {
namespace {

constexpr int64_t kSecondMs = 1000;
constexpr int64_t kDayMs = 24 * 60 * 60 * kSecondMs;

// Each list stands in the order of its enum.
constexpr std::string_view kScopes[] = {"group", "partition"};
constexpr std::string_view kConflictPolicies[] = {"revision", "dead-letter"};
constexpr std::string_view kRecordFormats[] = {"protobuf", "confluent"};
constexpr std::string_view kLogLevels[] = {"debug", "info", "warning", "error"};
constexpr std::string_view kLogFormats[] = {"text", "json", "auto"};

void StoreLogFormat(Config& config, const FieldValue& value) {
  config.log.format.reset();
  if (kLogFormats[value.choice] != "auto") config.log.format = LogFormat(value.choice);
}

void StoreWindow(Config& config, const FieldValue& value) {
  config.dedup.window.reset();
  if (!value.unlimited) config.dedup.window = std::chrono::milliseconds(value.number);
}

constexpr Field kFields[] = {
    {.key = "brokers",
     .standard = "localhost:9092",
     .help = "Kafka brokers to start from: host:port, separated by commas",
     .flag = "--brokers",
     .check = CheckBrokers,
     .store = [](Config& c, const FieldValue& v) { c.kafka.brokers = v.text; }},
    {.key = "group",
     .standard = "cablestream",
     .help = "Consumer group; the names of the internal topics begin with it",
     .flag = "--group",
     .check = CheckGroup,
     .store = [](Config& c, const FieldValue& v) { c.group = v.text; }},
    {.key = "group_static",
     .kind = FieldKind::kBool,
     .standard = "true",
     .help = "Keep the seat in the group over a restart; after a scale-down it stays taken for "
             "kafka.session.timeout.ms",
     .store = [](Config& c, const FieldValue& v) { c.group_static = v.yes; }},
    {.key = "instance_id",
     .standard = "",
     .help = "Name of this instance, unique in the group; empty: a random one, kept in state.dir",
     .check = CheckInstanceId,
     .store = [](Config& c, const FieldValue& v) { c.instance_id = v.text; }},
    {.key = "topics.raw",
     .kind = FieldKind::kList,
     .standard = "cables.raw",
     .help = "Topic to read raw cables from; may be several",
     .flag = "--raw-topic",
     .min = 1,
     .check = CheckTopic,
     .store = [](Config& c, const FieldValue& v) { c.topics.raw = v.items; }},
    {.key = "topics.records",
     .standard = "cables.records",
     .help = "Topic to publish the records to",
     .flag = "--records-topic",
     .check = CheckTopic,
     .store = [](Config& c, const FieldValue& v) { c.topics.records = v.text; }},
    {.key = "topics.dead_letters",
     .standard = "cables.dead-letters",
     .help = "Topic for messages that can't become a record",
     .flag = "--dead-letters-topic",
     .check = CheckTopic,
     .store = [](Config& c, const FieldValue& v) { c.topics.dead_letters = v.text; }},
    {.key = "state.dir",
     .standard = "./state",
     .help = "Folder of the deduplication state and the instance's identity",
     .flag = "--state-dir",
     .check = CheckNotEmpty,
     .store = [](Config& c, const FieldValue& v) { c.state_dir = v.text; }},
    {.key = "state.scrub_interval",
     .kind = FieldKind::kDuration,
     .standard = "1d",
     .help =
         "How often a continuous run compares its state with the claims topic, slowly; 0: never",
     .max = 365 * kDayMs,
     .store = [](Config& c,
                 const FieldValue& v) { c.scrub_interval = std::chrono::milliseconds(v.number); }},
    {.key = "commit.interval_ms",
     .kind = FieldKind::kInteger,
     .standard = "100",
     .help = "Milliseconds from the first message of a transaction to its commit",
     .flag = "--commit-interval-ms",
     .min = 1,
     .max = 5000,
     .store = [](Config& c,
                 const FieldValue& v) { c.commit_interval = std::chrono::milliseconds(v.number); }},
    {.key = "dedup.scope",
     .kind = FieldKind::kChoice,
     .standard = "group",
     .help =
         "Where a message ID is unique: the whole group, or (for one raw topic keyed by message "
         "ID) each partition",
     .choices = kScopes,
     .store = [](Config& c, const FieldValue& v) { c.dedup.scope = DedupScope(v.choice); }},
    {.key = "dedup.window",
     .kind = FieldKind::kDuration,
     .standard = "unlimited",
     .help = "How long a message ID is remembered, in message time",
     .min = kSecondMs,
     .max = 36500 * kDayMs,
     .may_be_unlimited = true,
     .store = StoreWindow},
    {.key = "dedup.on_conflict",
     .kind = FieldKind::kChoice,
     .standard = "revision",
     .help = "What becomes of a known message ID with another text",
     .choices = kConflictPolicies,
     .store = [](Config& c, const FieldValue& v) { c.dedup.on_conflict = OnConflict(v.choice); }},
    {.key = "dedup.max_future",
     .kind = FieldKind::kDuration,
     .standard = "1d",
     .help = "How far one message may move a partition's message time forward",
     .min = kSecondMs,
     .max = 36500 * kDayMs,
     .store =
         [](Config& c, const FieldValue& v) {
           c.dedup.max_future = std::chrono::milliseconds(v.number);
         }},
    {.key = "records.format",
     .kind = FieldKind::kChoice,
     .standard = "protobuf",
     .help =
         "How a record's value is written: protobuf alone, or in the wire format of Confluent's "
         "schema registry, which then has to be named",
     .choices = kRecordFormats,
     .store = [](Config& c, const FieldValue& v) { c.records.format = RecordFormat(v.choice); }},
    {.key = "records.pass_headers",
     .kind = FieldKind::kList,
     .standard = "",
     .help = "Headers of the raw message to carry to its record: names, or patterns with *",
     .check = CheckPassedHeader,
     .store = [](Config& c, const FieldValue& v) { c.records.pass_headers = v.items; }},
    {.key = "schema_registry.url",
     .standard = "",
     .help = "Where the schema registry is, for records.format: confluent: https://host:port",
     .check = CheckRegistryUrl,
     .store = [](Config& c, const FieldValue& v) { c.schema_registry.url = v.text; }},
    {.key = "schema_registry.auto_register",
     .kind = FieldKind::kBool,
     .standard = "true",
     .help =
         "Register the records' schema where it is not there; false: somebody has to have done it",
     .store = [](Config& c, const FieldValue& v) { c.schema_registry.auto_register = v.yes; }},
    {.key = "schema_registry.user",
     .standard = "",
     .help = "User at the schema registry, by basic authentication; empty: none",
     .check = CheckText,
     .store = [](Config& c, const FieldValue& v) { c.schema_registry.access.user = v.text; }},
    {.key = "schema_registry.password",
     .standard = "",
     .help = "The user's password",
     .secret = true,
     .check = CheckText,
     .store = [](Config& c, const FieldValue& v) { c.schema_registry.access.password = v.text; }},
    {.key = "schema_registry.ca_file",
     .standard = "",
     .help = "Certificates (PEM) that the schema registry's is trusted by; empty: the system's",
     .check = CheckText,
     .store = [](Config& c, const FieldValue& v) { c.schema_registry.access.ca_file = v.text; }},
    {.key = "admin.address",
     .standard = "127.0.0.1:9464",
     .help = "host:port of the metrics and health endpoints, or off; commands other than a "
             "continuous run open it only where it is given",
     .flag = "--admin-address",
     .check = CheckAdminAddress,
     .store = [](Config& c, const FieldValue& v) { c.admin_address = v.text; }},
    {.key = "log.level",
     .kind = FieldKind::kChoice,
     .standard = "info",
     .help = "Least severe log lines to write",
     .flag = "--log-level",
     .choices = kLogLevels,
     .store = [](Config& c, const FieldValue& v) { c.log.level = LogLevel(v.choice); }},
    {.key = "log.format",
     .kind = FieldKind::kChoice,
     .standard = "auto",
     .help = "Form of the log; auto: text on a terminal, JSON lines otherwise",
     .flag = "--log-format",
     .choices = kLogFormats,
     .store = StoreLogFormat},
};

}  // namespace

std::span<const Field> Fields() {
  return kFields;
}

const Field* FindField(std::string_view key) {
  for (const Field& field : kFields) {
    if (field.key == key) return &field;
  }
  return nullptr;
}

std::string EnvironmentName(std::string_view key) {
  std::string name = "CABLESTREAM_";
  for (const char c : key) {
    name += c == '.' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  }
  return name;
}

}  // namespace cablestream
