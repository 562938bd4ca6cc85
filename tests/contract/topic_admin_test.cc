// What TopicAdmin promises.
#include "kafka/topic_admin.h"

#include <gmock/gmock.h>

#include "kafka_world.h"

namespace cablestream {
namespace {

using testing::Contains;
using testing::Optional;
using testing::Pair;

TEST(TopicAdminTest, MakesATopicWithItsSettings) {
  TopicAdmin admin = Must(TopicAdmin::Connect(TestBrokers(), kPatience));
  const std::string name = Unique("made");
  EXPECT_EQ(Must(admin.PartitionCount(name)), std::nullopt);
  const Status made = admin.CreateTopic({name, 3, 1, {{"max.message.bytes", "12345"}}});
  ASSERT_TRUE(made) << Words(made.error());
  EXPECT_THAT(Must(admin.PartitionCount(name)), Optional(3));
  EXPECT_THAT(Must(admin.TopicConfig(name)), Contains(Pair("max.message.bytes", "12345")));
  EXPECT_THAT(Must(admin.TopicConfig(name)), Contains(Pair("cleanup.policy", "delete")));
}

TEST(TopicAdminTest, LeavesATopicThatExistsAsItIs) {
  TopicAdmin admin = Must(TopicAdmin::Connect(TestBrokers(), kPatience));
  const std::string name = MakeTopic("there", 2);
  ASSERT_TRUE(admin.CreateTopic({name, 5, 1, {}}));
  EXPECT_THAT(Must(admin.PartitionCount(name)), Optional(2));
}

TEST(TopicAdminTest, NamesTheTopicThatIsRefused) {
  TopicAdmin admin = Must(TopicAdmin::Connect(TestBrokers(), kPatience));
  const std::string name = Unique("refused");
  const Status made = admin.CreateTopic({name, 1, 1, {{"retention.ms", "soon"}}});
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().code, ErrorCode::kUnavailable);
  EXPECT_THAT(made.error().message, testing::HasSubstr(name));
  EXPECT_FALSE(admin.TopicConfig(name)) << "there is none";
}

TEST(TopicAdminTest, DescribesAGroup) {
  TopicAdmin admin = Must(TopicAdmin::Connect(TestBrokers(), kPatience));
  const std::string raw = MakeTopic("raw", 2);
  const std::string group = Unique("group");
  EXPECT_THAT(Must(admin.DescribeGroup(group)).members, testing::IsEmpty());

  Member member(group, {raw});
  const Assigned assigned = member.AwaitAssigned();
  Await("a stable group", [&] {
    (void)Must(member.Next());
    return Must(admin.DescribeGroup(group)).stable;
  });
  const GroupDescription description = Must(admin.DescribeGroup(group));
  ASSERT_EQ(description.members.size(), 1U);
  EXPECT_EQ(description.members[0].member_id, assigned.membership.member_id);
  EXPECT_EQ(description.members[0].partitions, assigned.partitions);
}

}  // namespace
}  // namespace cablestream
