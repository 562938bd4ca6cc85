#include "audit/topics.h"

#include <gtest/gtest.h>

namespace cablestream {
namespace {

TEST(AuditedTopicTest, DeletesNothingWithoutALimit) {
  EXPECT_FALSE(AuditedTopic{}.MayDelete(0, INT64_MAX));
}

TEST(AuditedTopicTest, DeletesByTimeWhatIsOlderOrHasNone) {
  AuditedTopic topic;
  topic.retention_ms = 1000;
  EXPECT_FALSE(topic.MayDelete(5000, 6000));
  EXPECT_TRUE(topic.MayDelete(4999, 6000));
  EXPECT_TRUE(topic.MayDelete(-1, 6000));
}

TEST(AuditedTopicTest, DeletesBySizeWhateverItsTime) {
  AuditedTopic topic;
  topic.deletes_by_size = true;
  EXPECT_TRUE(topic.MayDelete(5000, 5000));
}

}  // namespace
}  // namespace cablestream
