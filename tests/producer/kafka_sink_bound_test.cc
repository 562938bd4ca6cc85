#include <gmock/gmock.h>

#include "mock_sink.h"
#include "producer/kafka_sink.h"

namespace cablestream {
namespace {

// librdkafka does not keep to the time-out of this call while the coordinator is away.
TEST(KafkaSinkBoundTest, GivesUpACallThatIsNotAnswered) {
  MockCluster cluster;
  for (const char* topic : {"records", "claims", "home"}) cluster.CreateTopic(topic, 1);
  KafkaSink sink(SinkOptions(cluster));
  ASSERT_TRUE(sink.Renew());
  ASSERT_TRUE(sink.Begin());
  ASSERT_TRUE(sink.Produce(To(OutputTopic::kRecords, "record")));
  ASSERT_TRUE(sink.Flush());
  cluster.SetDown();
  const Status sent = SendOneOffset(sink);
  cluster.SetUp();
  ASSERT_FALSE(sent);
  EXPECT_EQ(sent.error().code, ErrorCode::kLost);
  EXPECT_THAT(sent.error().message, testing::HasSubstr("Sending the offsets"));
  EXPECT_EQ(sink.Commit().error().code, ErrorCode::kLost) << "nothing goes on but a new producer";

  Status renewed = sink.Renew();
  for (int tries = 0; tries < 5 && !renewed; ++tries) renewed = sink.Renew();
  ASSERT_TRUE(renewed) << renewed.error().message;
  ASSERT_TRUE(sink.Begin());
  ASSERT_TRUE(sink.Flush());
  ASSERT_TRUE(SendOneOffset(sink));
  EXPECT_TRUE(sink.Commit());
}

}  // namespace
}  // namespace cablestream
