// Questions about a group while no broker answers. What a broker answers: tests/contract.
#include "kafka/topic_admin.h"

#include <gmock/gmock.h>

#include <chrono>

#include "mock_cluster.h"

namespace cablestream {
namespace {

using std::chrono::milliseconds;

// librdkafka asserts where a question that was given up finds its coordinator after all. The mock
// cluster has a coordinator, but no answer.
TEST(TopicAdminTest, OutlivesAQuestionThatWasGivenUp) {
  MockCluster cluster;
  Result<TopicAdmin> admin = TopicAdmin::Connect(cluster.config(), milliseconds(300));
  ASSERT_TRUE(admin) << admin.error().message;
  cluster.SetLatency(milliseconds(900));
  for (int tries = 0; tries < 5; ++tries) {
    const Result<GroupDescription> unanswered = admin->DescribeGroup("group");
    ASSERT_FALSE(unanswered);
    EXPECT_EQ(unanswered.error().code, ErrorCode::kRetry) << unanswered.error().message;
  }
}

}  // namespace
}  // namespace cablestream
