#include "kafka/user_properties.h"

#include <gmock/gmock.h>

namespace cablestream {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST(UserPropertiesTest, TakesWhatLibrdkafkaTakes) {
  EXPECT_TRUE(CheckUserProperty("linger.ms", "5"));
  EXPECT_TRUE(CheckUserProperty("security.protocol", "sasl_ssl"));
  EXPECT_TRUE(CheckUserProperty("max.poll.interval.ms", "60000"));
}

TEST(UserPropertiesTest, KeepsWhatThePromisesRestOn) {
  for (const char* name :
       {"acks", "request.required.acks", "auto.offset.reset", "bootstrap.servers",
        "metadata.broker.list", "enable.auto.commit", "auto.commit.enable", "enable.idempotence",
        "enable.auto.offset.store", "group.id", "group.instance.id", "isolation.level",
        "max.in.flight", "max.in.flight.requests.per.connection", "partition.assignment.strategy",
        "partitioner", "transactional.id"}) {
    const Status checked = CheckUserProperty(name, "1");
    ASSERT_FALSE(checked) << name;
    EXPECT_EQ(checked.error().code, ErrorCode::kInvalidArgument) << name;
    EXPECT_THAT(checked.error().message, StartsWith("is reserved: ")) << name;
  }
}

TEST(UserPropertiesTest, RefusesWhatLibrdkafkaRefuses) {
  EXPECT_EQ(CheckUserProperty("linger.msec", "5").error().message, "is no property of librdkafka");
  EXPECT_THAT(CheckUserProperty("linger.ms", "soon").error().message,
              StartsWith("is refused by librdkafka: "));
  EXPECT_THAT(CheckUserProperty("max.poll.interval.ms", "60001").error().message,
              HasSubstr("at most 60000"));
}

TEST(UserPropertiesTest, KnowsASecret) {
  for (const char* name :
       {"sasl.password", "ssl.key.password", "ssl.keystore.password",
        "sasl.oauthbearer.client.secret", "ssl.key.pem", "sasl.oauthbearer.config"}) {
    EXPECT_TRUE(IsSecretProperty(name)) << name;
  }
  EXPECT_FALSE(IsSecretProperty("sasl.username"));
}

TEST(UserPropertiesTest, SpellsAPropertyInOneWay) {
  EXPECT_EQ(PropertyName("compression.codec"), "compression.type");
  EXPECT_EQ(PropertyName("compression.type"), "compression.type");
  EXPECT_EQ(PropertyName("no.such.property"), "no.such.property");
}

TEST(UserPropertiesTest, KnowsThePropertiesThereAre) {
  EXPECT_TRUE(IsKnownProperty("group.id")) << "reserved, but known";
  EXPECT_FALSE(IsKnownProperty("group.identity"));
  EXPECT_THAT(KnownProperties(), Contains("linger.ms"));
  EXPECT_THAT(KnownProperties(), Not(Contains("queue.buffering.max.ms")));
}

}  // namespace
}  // namespace cablestream
