#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "app/config/checks.h"
#include "app/config/fields.h"
#include "app/config/load.h"
#include "temp_folder.h"

namespace cablestream {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::Pair;
using testing::StartsWith;

Setting Flag(const std::string& key, const std::string& value,
             const std::string& origin = "--set") {
  return {key, {value}, false, origin};
}

class ConfigTest : public testing::Test {
 protected:
  // Loads what the sources give, which must be fine.
  LoadedConfig Load(const std::string& yaml, std::vector<std::string> environment = {},
                    std::vector<Setting> flags = {}) {
    const std::string file = folder_.Write("cables.yaml", yaml);
    auto loaded = LoadConfig({file, std::move(environment), std::move(flags)});
    EXPECT_TRUE(loaded) << loaded.error().message;
    return loaded.value_or(LoadedConfig());
  }

  // What is wrong with the sources; the file is called FILE in it.
  std::string Refusal(const std::string& yaml, std::vector<std::string> environment = {},
                      std::vector<Setting> flags = {}) {
    const std::string file = folder_.Write("cables.yaml", yaml);
    const auto loaded = LoadConfig({file, std::move(environment), std::move(flags)});
    if (loaded) return "";
    EXPECT_EQ(loaded.error().code, ErrorCode::kInvalidArgument);
    std::string message = loaded.error().message;
    for (size_t at = 0; (at = message.find(file)) != std::string::npos;) {
      message.replace(at, file.size(), "FILE");
    }
    return message;
  }

  TempFolder folder_;
};

TEST_F(ConfigTest, HasDefaultsWithoutAnySource) {
  const auto loaded = LoadConfig({});
  ASSERT_TRUE(loaded) << loaded.error().message;
  const Config& config = loaded->config;
  EXPECT_EQ(config.kafka.brokers, "localhost:9092");
  EXPECT_EQ(config.group, "cablestream");
  EXPECT_TRUE(config.group_static);
  EXPECT_THAT(config.instance_id, IsEmpty());
  EXPECT_THAT(config.topics.raw, ElementsAre("cables.raw"));
  EXPECT_EQ(config.topics.records, "cables.records");
  EXPECT_EQ(config.topics.dead_letters, "cables.dead-letters");
  EXPECT_EQ(config.state_dir, "./state");
  EXPECT_EQ(config.scrub_interval, hours(24));
  EXPECT_EQ(config.commit_interval, milliseconds(100));
  EXPECT_EQ(config.dedup.scope, DedupScope::kGroup);
  EXPECT_FALSE(config.dedup.window);
  EXPECT_EQ(config.dedup.on_conflict, OnConflict::kRevision);
  EXPECT_EQ(config.dedup.max_future, hours(24));
  EXPECT_EQ(config.records.format, RecordFormat::kProtobuf);
  EXPECT_THAT(config.records.pass_headers, IsEmpty());
  EXPECT_EQ(config.admin_address, "127.0.0.1:9464");
  EXPECT_EQ(config.log.level, LogLevel::kInfo);
  EXPECT_FALSE(config.log.format);
}

TEST_F(ConfigTest, ReadsEveryKey) {
  const Config config = Load(R"(
brokers: k1:9092,k2:9092
group: desk
group_static: false
instance_id: desk-0
topics:
  raw: [east, west]
  records: out
  dead_letters: dead
state: {dir: /var/lib/desk, scrub_interval: 7d}
commit: {interval_ms: 250}
dedup:
  scope: partition
  window: 30d
  on_conflict: dead-letter
  max_future: 36h
records: {format: protobuf, pass_headers: [traceparent, "x-*"]}
admin: {address: off}
log: {level: warning, format: json}
kafka:
  security.protocol: SASL_SSL
  producer: {linger.ms: 7}
  consumer: {fetch.min.bytes: 10}
)")
                            .config;
  EXPECT_EQ(config.kafka.brokers, "k1:9092,k2:9092");
  EXPECT_EQ(config.group, "desk");
  EXPECT_FALSE(config.group_static);
  EXPECT_EQ(config.instance_id, "desk-0");
  EXPECT_THAT(config.topics.raw, ElementsAre("east", "west"));
  EXPECT_EQ(config.topics.records, "out");
  EXPECT_EQ(config.topics.dead_letters, "dead");
  EXPECT_EQ(config.state_dir, "/var/lib/desk");
  EXPECT_EQ(config.scrub_interval, hours(168));
  EXPECT_EQ(config.commit_interval, milliseconds(250));
  EXPECT_EQ(config.dedup.scope, DedupScope::kPartition);
  EXPECT_EQ(config.dedup.window, hours(30 * 24));
  EXPECT_EQ(config.dedup.on_conflict, OnConflict::kDeadLetter);
  EXPECT_EQ(config.dedup.max_future, hours(36));
  EXPECT_THAT(config.records.pass_headers, ElementsAre("traceparent", "x-*"));
  EXPECT_EQ(config.admin_address, "off");
  EXPECT_EQ(config.log.level, LogLevel::kWarning);
  EXPECT_EQ(config.log.format, LogFormat::kJson);
  EXPECT_THAT(config.kafka.common, ElementsAre(Pair("security.protocol", "SASL_SSL")));
  EXPECT_THAT(config.kafka.producer, ElementsAre(Pair("linger.ms", "7")));
  EXPECT_THAT(config.kafka.consumer, ElementsAre(Pair("fetch.min.bytes", "10")));
}

TEST_F(ConfigTest, LetsFlagsWinOverEnvironmentOverFile) {
  const std::string yaml = "group: file\nstate: {dir: file}\ncommit: {interval_ms: 1}\n";
  const std::vector<std::string> environment = {"CABLESTREAM_STATE_DIR=environment",
                                                "CABLESTREAM_COMMIT_INTERVAL_MS=2", "HOME=/"};
  const LoadedConfig loaded = Load(yaml, environment, {Flag("commit.interval_ms", "3")});
  EXPECT_EQ(loaded.config.group, "file");
  EXPECT_EQ(loaded.config.state_dir, "environment");
  EXPECT_EQ(loaded.config.commit_interval, milliseconds(3));
  EXPECT_TRUE(loaded.IsGiven("group"));
  EXPECT_FALSE(loaded.IsGiven("brokers"));
}

TEST_F(ConfigTest, LetsALaterFlagWinAndListsGrow) {
  const LoadedConfig loaded =
      Load("topics: {raw: [a, b, c]}\n", {},
           {Flag("group", "first"), Flag("topics.raw", "east", "--raw-topic"),
            Flag("group", "second"), Flag("topics.raw", "west", "--raw-topic")});
  EXPECT_EQ(loaded.config.group, "second");
  EXPECT_THAT(loaded.config.topics.raw, ElementsAre("east", "west"));
}

TEST_F(ConfigTest, SplitsAListInTheEnvironmentAtCommas) {
  EXPECT_THAT(Load("", {"CABLESTREAM_TOPICS_RAW=east,west"}).config.topics.raw,
              ElementsAre("east", "west"));
}

TEST_F(ConfigTest, TakesKafkaPropertiesInEverySpelling) {
  const Config config =
      Load("kafka: {compression: {type: none}, fetch.min.bytes: 10}\n",
           {"CABLESTREAM_KAFKA_PRODUCER_LINGER_MS=5"}, {Flag("kafka.compression.codec", "zstd")})
          .config;
  EXPECT_THAT(config.kafka.common,
              ElementsAre(Pair("compression.type", "zstd"), Pair("fetch.min.bytes", "10")));
  EXPECT_THAT(config.kafka.producer, ElementsAre(Pair("linger.ms", "5")));
}

TEST_F(ConfigTest, ReadsASecretFromAFile) {
  const std::string secret = folder_.Write("secret", "hush\n");
  const Config config = Load("", {"CABLESTREAM_KAFKA_SASL_PASSWORD_FILE=" + secret}).config;
  EXPECT_THAT(config.kafka.common, ElementsAre(Pair("sasl.password", "hush")));
}

TEST_F(ConfigTest, ReadsWhereTheSchemaRegistryIs) {
  const std::string secret = folder_.Write("secret", "hush\n");
  const LoadedConfig loaded = Load(
      "records: {format: confluent}\nschema_registry:\n  url: https://registry:8081/api\n"
      "  user: cables\n  ca_file: /ca.pem\n  auto_register: false\n",
      {"CABLESTREAM_SCHEMA_REGISTRY_PASSWORD_FILE=" + secret});
  EXPECT_EQ(loaded.config.records.format, RecordFormat::kConfluent);
  const SchemaRegistryOptions& registry = loaded.config.schema_registry;
  EXPECT_EQ(registry.url, "https://registry:8081/api");
  EXPECT_EQ(registry.access.user, "cables");
  EXPECT_EQ(registry.access.password, "hush");
  EXPECT_EQ(registry.access.ca_file, "/ca.pem");
  EXPECT_FALSE(registry.auto_register);
}

TEST(CheckRegistryUrlTest, TakesHostPortAndPathAlone) {
  for (const char* good : {"", "http://r", "https://[::1]:8081/apis/ccompat/v7/"}) {
    EXPECT_EQ(CheckRegistryUrl(good), "") << good;
  }
  for (const char* bad : {"r", "r:8081", "ftp://r", "http://", "http:///x", "https://user:hush@r",
                          "http://r/?a=b", "http://r/#a", "http://r r", "http://r\n"}) {
    EXPECT_THAT(CheckRegistryUrl(bad), AllOf(Not(IsEmpty()), Not(HasSubstr("hush")))) << bad;
  }
}

TEST_F(ConfigTest, PassesOverVariablesOfOthers) {
  const LoadedConfig loaded =
      Load("", {"CABLESTREAM_PORT=tcp://10.0.0.7:9464", "CABLESTREAM_PORT_9464_TCP_ADDR=10.0.0.7",
                "CABLESTREAM_ADMIN_SERVICE_HOST=10.0.0.7", "CABLESTREAM_ADMIN_SERVICE_PORT_HTTP=1",
                "CABLESTREAM_PORT_=", "CABLESTREAM_BINARY=/bin/true"});
  EXPECT_THAT(loaded.ignored_variables, ElementsAre("CABLESTREAM_PORT_", "CABLESTREAM_BINARY"));
}

struct Wrong {
  std::string name;
  std::string yaml;
  std::string refusal;  // how it begins
};

class BrokenFileTest : public ConfigTest, public testing::WithParamInterface<Wrong> {};

TEST_P(BrokenFileTest, IsRefusedByFileLineAndKey) {
  EXPECT_THAT(Refusal(GetParam().yaml), StartsWith(GetParam().refusal));
}

const std::vector<Wrong> kWrongFiles = {
    {"UnknownKey", "group: a\ngruop: b\n", "FILE:2: gruop: unknown key; did you mean group?"},
    {"UnknownKeyInSection", "\ndedup:\n  windw: 1d\n",
     "FILE:3: dedup.windw: unknown key; did you mean dedup.window?"},
    {"UnknownSection", "deduplication:\n  window: 1d\n", "FILE:1: deduplication: unknown key"},
    {"NothingLikeIt", "zzzzzzzz: 1\n", "FILE:1: zzzzzzzz: unknown key"},
    {"WordForNumber", "commit:\n  interval_ms: fast\n",
     "FILE:2: commit.interval_ms: expected a whole number, 1 to 5000, found 'fast'"},
    {"NumberWithATail", "commit: {interval_ms: 100ms}\n", "FILE:1: commit.interval_ms: expected"},
    {"ListForText", "group: [a]\n", "FILE:1: group: expected a text, found a list"},
    {"SectionForText", "group: {a: b}\n",
     "FILE:1: group: expected a value, found a section of keys"},
    {"TextForSection", "topics: cables.raw\n",
     "FILE:1: topics: expected a section of keys, found a value"},
    {"TextForKafka", "kafka: fast\n", "FILE:1: kafka: expected a section of keys, found a value"},
    {"WordForBool", "group_static: maybe\n",
     "FILE:1: group_static: expected true or false, found 'maybe'"},
    {"NoValue", "group:\n", "FILE:1: group: has no value"},
    {"ListOfMaps", "topics:\n  raw:\n    - {a: b}\n",
     "FILE:3: topics.raw: expected a list of texts"},
    {"BelowRange", "commit: {interval_ms: 0}\n",
     "FILE:1: commit.interval_ms: 0 is out of range: expected a whole number, 1 to 5000"},
    {"FarBeyondRange", "commit: {interval_ms: 99999999999999999999}\n",
     "FILE:1: commit.interval_ms: 99999999999999999999 is out of range"},
    {"DurationWithoutUnit", "dedup: {window: 30}\n", "FILE:1: dedup.window: expected a duration"},
    {"DurationOutOfRange", "dedup: {max_future: 0s}\n",
     "FILE:1: dedup.max_future: 0s is out of range: expected a duration, 1s to 36500d"},
    {"DurationBeyondNumbers", "dedup: {window: 9223372036854775807d}\n",
     "FILE:1: dedup.window: 9223372036854775807d is out of range"},
    {"UnlimitedWhereNothingMayBe", "dedup: {max_future: unlimited}\n",
     "FILE:1: dedup.max_future: expected a duration"},
    {"UnknownChoice", "dedup: {scope: world}\n",
     "FILE:1: dedup.scope: expected one of group, partition, found 'world'"},
    {"NoTopic", "topics: {raw: []}\n", "FILE:1: topics.raw: is empty"},
    {"OddTopic", "topics: {records: a b}\n",
     "FILE:1: topics.records: holds a character other than"},
    {"LongTopic", "topics: {records: " + std::string(250, 'a') + "}\n",
     "FILE:1: topics.records: is longer than 249 characters"},
    {"TopicInTwoRoles", "topics:\n  raw: [east, west]\n  records: west\n",
     "FILE:2: topics.raw: topic 'west' stands there in topics.records too"},
    {"TopicTwice", "topics: {raw: [east, east]}\n",
     "FILE:1: topics.raw: topic 'east' stands there twice"},
    {"NoBroker", "brokers: a:9092,\n", "FILE:1: brokers: holds no host:port: ''"},
    {"BrokerPortTooLarge", "brokers: a:99999\n", "FILE:1: brokers: holds no host:port"},
    {"OwnHeader", "records: {pass_headers: [traceparent, source]}\n",
     "FILE:1: records.pass_headers: 'source' is a header of cablestream's own"},
    {"NoAddress", "admin: {address: '9464'}\n",
     "FILE:1: admin.address: is neither host:port nor off"},
    {"KeyTwice", "group: a\nbrokers: b:1\ngroup: c\n",
     "FILE:3: group: given twice, first by FILE:1"},
    {"KeyTwiceNestedBothWays", "dedup: {window: 1d}\ndedup.window: 2d\n",
     "FILE:2: dedup.window: given twice, first by FILE:1"},
    {"PropertyTwiceNestedBothWays",
     "kafka:\n  compression.type: none\n  compression: {type: none}\n",
     "FILE:3: kafka.compression.type: given twice, first by FILE:2"},
    {"PropertyTwiceByItsAlias", "kafka:\n  compression.type: none\n  compression.codec: none\n",
     "FILE:3: kafka.compression.codec: given twice, first by FILE:2"},
    {"UnknownProperty", "kafka:\n  fetch.mim.bytes: 1\n",
     "FILE:2: kafka.fetch.mim.bytes: is no property of librdkafka; did you mean fetch.min.bytes?"},
    {"PropertyOutOfRange", "kafka:\n  socket.timeout.ms: 1\n",
     "FILE:2: kafka.socket.timeout.ms: is refused by librdkafka"},
    {"PropertyBeyondOurRange", "kafka:\n  max.poll.interval.ms: 300000\n",
     "FILE:2: kafka.max.poll.interval.ms: may be at most 60000"},
    {"PropertyWithAList", "kafka:\n  debug: [all]\n",
     "FILE:2: kafka.debug: expected a value, found a list"},
    {"NoMap", "- a\n", "FILE:1: holds no map of keys"},
    {"NoYaml", "group: a\nbrokers: [\n", "FILE:3: "},
    {"TwoDocuments", "group: a\n---\ngroup: b\n", "FILE:3: holds more than one document"},
};

INSTANTIATE_TEST_SUITE_P(Files, BrokenFileTest, testing::ValuesIn(kWrongFiles),
                         [](const auto& test) { return test.param.name; });

class ReservedPropertyTest : public ConfigTest, public testing::WithParamInterface<std::string> {};

TEST_P(ReservedPropertyTest, IsRefusedWithTheReasonWhereverItStands) {
  const std::string& name = GetParam();
  const std::string reserved = name + ": is reserved: ";
  EXPECT_THAT(Refusal("kafka:\n  " + name + ": 1\n"), StartsWith("FILE:2: kafka." + reserved));
  EXPECT_THAT(Refusal("kafka:\n  producer:\n    " + name + ": 1\n"),
              StartsWith("FILE:3: kafka.producer." + reserved));
  EXPECT_THAT(Refusal("", {}, {Flag("kafka.consumer." + name, "1")}),
              StartsWith("--set: kafka.consumer." + reserved));
}

INSTANTIATE_TEST_SUITE_P(
    Properties, ReservedPropertyTest,
    testing::Values("acks", "request.required.acks", "auto.commit.enable", "auto.offset.reset",
                    "bootstrap.servers", "metadata.broker.list", "enable.auto.commit",
                    "enable.auto.offset.store", "enable.idempotence", "enable.partition.eof",
                    "group.id", "group.instance.id", "isolation.level", "max.in.flight",
                    "max.in.flight.requests.per.connection", "partition.assignment.strategy",
                    "partitioner", "transactional.id"));

TEST_F(ConfigTest, NamesAFileThatIsNotThere) {
  const auto loaded = LoadConfig({folder_.Path("missing.yaml"), {}, {}});
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().code, ErrorCode::kInvalidArgument);
  EXPECT_THAT(loaded.error().message, StartsWith(folder_.Path("missing.yaml") + ": "));
}

TEST_F(ConfigTest, NamesAFolderWhereAFileIsWanted) {
  const auto loaded = LoadConfig({"/tmp", {}, {}});
  ASSERT_FALSE(loaded);
  EXPECT_THAT(loaded.error().message, StartsWith("/tmp: the configuration can't be read"));
}

TEST_F(ConfigTest, TakesAnEmptyFileAndEmptySections) {
  EXPECT_EQ(Refusal(""), "");
  EXPECT_EQ(Refusal("# nothing yet\n"), "");
  EXPECT_EQ(Refusal("kafka:\ndedup:\n"), "");
}

TEST_F(ConfigTest, NamesTheVariableThatIsWrong) {
  EXPECT_EQ(Refusal("", {"CABLESTREAM_DEDUP_WINDW=1d"}),
            "CABLESTREAM_DEDUP_WINDW: names no key of the configuration; did you mean "
            "CABLESTREAM_DEDUP_WINDOW?");
  EXPECT_THAT(Refusal("", {"CABLESTREAM_COMMIT_INTERVAL_MS=x"}),
              StartsWith("CABLESTREAM_COMMIT_INTERVAL_MS: commit.interval_ms: expected a whole"));
  EXPECT_THAT(Refusal("", {"CABLESTREAM_KAFKA_GROUP_ID=x"}),
              StartsWith("CABLESTREAM_KAFKA_GROUP_ID: kafka.group.id: is reserved"));
  EXPECT_THAT(Refusal("", {"CABLESTREAM_GROUP_FILE=/no/such/file"}),
              StartsWith("CABLESTREAM_GROUP_FILE: '/no/such/file' can't be read"));
  const std::string file = folder_.Write("group", "desk");
  EXPECT_EQ(Refusal("", {"CABLESTREAM_GROUP=a", "CABLESTREAM_GROUP_FILE=" + file}),
            "CABLESTREAM_GROUP_FILE: group: given twice, first by CABLESTREAM_GROUP");
}

TEST_F(ConfigTest, NamesTheFlagThatIsWrong) {
  EXPECT_EQ(Refusal("", {}, {Flag("dedup.windw", "1d")}),
            "--set: dedup.windw: unknown key; did you mean dedup.window?");
  EXPECT_THAT(Refusal("", {}, {Flag("commit.interval_ms", "0", "--commit-interval-ms")}),
              StartsWith("--commit-interval-ms: commit.interval_ms: 0 is out of range"));
}

TEST_F(ConfigTest, PrintsWhatItCanReadAgain) {
  const LoadedConfig loaded = Load(
      "topics: {raw: [east, west]}\ninstance_id: ''\nrecords: {pass_headers: ['x-*']}\n"
      "kafka:\n  sasl.username: desk\n  producer: {linger.ms: 7}\n  consumer: {check.crcs: "
      "'true'}\n");
  const LoadedConfig again = Load(FormatConfig(loaded));
  ASSERT_EQ(again.effective.size(), loaded.effective.size());
  for (size_t i = 0; i < loaded.effective.size(); ++i) {
    EXPECT_EQ(again.effective[i].key, loaded.effective[i].key);
    EXPECT_EQ(again.effective[i].items, loaded.effective[i].items) << loaded.effective[i].key;
  }
}

TEST_F(ConfigTest, PrintsWhereEachValueComesFrom) {
  const std::string printed = FormatConfig(
      Load("group: desk\n", {"CABLESTREAM_STATE_DIR=/s"}, {Flag("dedup.window", "1d")}));
  EXPECT_THAT(printed, AllOf(HasSubstr("group: desk  # " + folder_.Path("cables.yaml") + ":1\n"),
                             HasSubstr("  dir: /s  # CABLESTREAM_STATE_DIR\n"),
                             HasSubstr("  window: 1d  # --set\n"),
                             HasSubstr("brokers: localhost:9092  # default\n")));
}

TEST_F(ConfigTest, MasksEverySecret) {
  const std::string printed =
      FormatConfig(Load("kafka:\n  sasl.password: hush-1\n  producer: {ssl.key.password: hush-2}\n"
                        "  ssl.key.pem: hush-5\n  sasl.oauthbearer.config: hush-6\n"
                        "schema_registry: {password: hush-7}\n"));
  EXPECT_THAT(printed, AllOf(Not(HasSubstr("hush")), HasSubstr("sasl.password: \"********\"")));
}

TEST(FieldsTest, AreWholeAndTheirDefaultsGood) {
  std::set<std::string> variables;
  std::set<std::string_view> flags;
  for (const Field& field : Fields()) {
    SCOPED_TRACE(field.key);
    EXPECT_TRUE(variables.insert(EnvironmentName(field.key)).second);
    if (!field.flag.empty()) {
      EXPECT_TRUE(flags.insert(field.flag).second);
    }
    EXPECT_THAT(field.help, Not(IsEmpty()));
    EXPECT_NE(field.store, nullptr);
    const Setting standard{std::string(field.key), {std::string(field.standard)}, false, "default"};
    EXPECT_TRUE(ParseValue(field, standard));
  }
}

}  // namespace
}  // namespace cablestream
