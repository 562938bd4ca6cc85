#include "kafka/client_config.h"

#include <gmock/gmock.h>

#include <optional>
#include <string>

namespace cablestream {
namespace {

using testing::HasSubstr;
using testing::Optional;
using testing::StrEq;

std::optional<std::string> Value(const ConfHandle& conf, const std::string& name) {
  char value[512];
  size_t size = sizeof value;
  if (rd_kafka_conf_get(conf.get(), name.c_str(), value, &size) != RD_KAFKA_CONF_OK) {
    return std::nullopt;
  }
  return value;
}

ConfHandle Make(const ClientConfig& config, rd_kafka_type_t type, const Properties& defaults = {},
                const Properties& fixed = {}) {
  Result<ConfHandle> conf = MakeConf(config, type, defaults, fixed);
  if (!conf) throw std::runtime_error(conf.error().message);
  return std::move(*conf);
}

TEST(ClientConfigTest, PutsTheNarrowerOverTheWider) {
  ClientConfig config;
  config.brokers = "one:1,two:2";
  config.common = {{"client.id", "common"}, {"socket.timeout.ms", "20001"}};
  config.producer = {{"client.id", "producer"}};
  config.consumer = {{"client.id", "consumer"}};
  const Properties defaults = {{"client.id", "default"},
                               {"socket.timeout.ms", "20000"},
                               {"reconnect.backoff.ms", "77"},
                               {"bootstrap.servers", "default:1"}};
  const ConfHandle producer = Make(config, RD_KAFKA_PRODUCER, defaults);
  EXPECT_THAT(Value(producer, "client.id"), Optional(StrEq("producer")));
  EXPECT_THAT(Value(producer, "socket.timeout.ms"), Optional(StrEq("20001")));
  EXPECT_THAT(Value(producer, "reconnect.backoff.ms"), Optional(StrEq("77")));
  EXPECT_THAT(Value(producer, "bootstrap.servers"), Optional(StrEq("one:1,two:2")));
  const ConfHandle consumer = Make(config, RD_KAFKA_CONSUMER, defaults, {{"client.id", "fixed"}});
  EXPECT_THAT(Value(consumer, "client.id"), Optional(StrEq("fixed")));
}

// Whichever of a property's names is used, and in whatever order the names sort.
TEST(ClientConfigTest, KnowsAPropertyByAllOfItsNames) {
  for (const auto& [user, ours] : {std::pair{"message.timeout.ms", "delivery.timeout.ms"},
                                   {"delivery.timeout.ms", "message.timeout.ms"}}) {
    ClientConfig config;
    config.common = {{user, "5000"}};
    const ConfHandle under = Make(config, RD_KAFKA_PRODUCER, {{ours, "9000"}});
    EXPECT_THAT(Value(under, "message.timeout.ms"), Optional(StrEq("5000"))) << user;
    const ConfHandle over = Make(config, RD_KAFKA_PRODUCER, {}, {{ours, "9000"}});
    EXPECT_THAT(Value(over, "message.timeout.ms"), Optional(StrEq("9000"))) << user;
  }
}

TEST(ClientConfigTest, LeavesOutWhatOnlyTheOtherKindKnows) {
  ClientConfig config;
  config.common = {{"linger.ms", "7"}, {"session.timeout.ms", "7001"}};
  const std::string linger = *Value(Make({}, RD_KAFKA_CONSUMER), "linger.ms");
  const std::string session = *Value(Make({}, RD_KAFKA_PRODUCER), "session.timeout.ms");
  const ConfHandle producer = Make(config, RD_KAFKA_PRODUCER);
  EXPECT_THAT(Value(producer, "linger.ms"), Optional(StrEq("7")));
  EXPECT_THAT(Value(producer, "session.timeout.ms"), Optional(session));
  const ConfHandle consumer = Make(config, RD_KAFKA_CONSUMER);
  EXPECT_THAT(Value(consumer, "linger.ms"), Optional(linger));
  EXPECT_THAT(Value(consumer, "session.timeout.ms"), Optional(StrEq("7001")));
}

TEST(ClientConfigTest, NamesThePropertyThatLibrdkafkaRefuses) {
  for (const auto& [name, value] :
       {std::pair{"no.such.property", "1"}, {"socket.timeout.ms", "soon"}}) {
    ClientConfig config;
    config.common = {{name, value}};
    const Result<ConfHandle> conf = MakeConf(config, RD_KAFKA_PRODUCER, {}, {});
    ASSERT_FALSE(conf) << name;
    EXPECT_EQ(conf.error().code, ErrorCode::kInvalidArgument);
    EXPECT_THAT(conf.error().message, HasSubstr(std::string("kafka.") + name));
  }
}

// What the two together refuse shows only when the client is made.
TEST(ClientConfigTest, TellsWhatLibrdkafkaRefusesTogether) {
  Result<ClientHandle> client =
      NewClient(RD_KAFKA_PRODUCER, Make({}, RD_KAFKA_PRODUCER, {},
                                        {{"transactional.id", "test"},
                                         {"transaction.timeout.ms", "1000"},
                                         {"message.timeout.ms", "2000"}}));
  ASSERT_FALSE(client);
  EXPECT_EQ(client.error().code, ErrorCode::kInvalidArgument);
  EXPECT_THAT(client.error().message, HasSubstr("transaction.timeout.ms"));
}

}  // namespace
}  // namespace cablestream
