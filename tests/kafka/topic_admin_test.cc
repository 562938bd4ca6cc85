// Questions about a group while no broker answers. What a broker answers: tests/contract.
#include "kafka/topic_admin.h"

#include <gmock/gmock.h>

#include <chrono>

#include "mock_cluster.h"

namespace cablestream {
namespace {

using std::chrono::milliseconds;

// A question is left to be answered, and no other one asked meanwhile. (The mock cluster knows no
// question about groups: what happens when the answer comes at last, tests/faults shows where it
// restarts the broker.)
TEST(TopicAdminTest, SaysThatNobodyAnswers) {
  MockCluster cluster;
  Result<TopicAdmin> admin = TopicAdmin::Connect(cluster.config(), milliseconds(300));
  ASSERT_TRUE(admin) << admin.error().message;
  cluster.SetDown();
  for (int tries = 0; tries < 3; ++tries) {
    const Result<GroupDescription> unanswered = admin->DescribeGroup("group");
    ASSERT_FALSE(unanswered);
    EXPECT_EQ(unanswered.error().code, ErrorCode::kRetry) << unanswered.error().message;
  }
}

}  // namespace
}  // namespace cablestream
