// What TopicAdmin promises.
#include "kafka/topic_admin.h"

#include <gmock/gmock.h>

#include <algorithm>

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

TEST(TopicAdminTest, DeletesATopic) {
  TopicAdmin admin = Must(TopicAdmin::Connect(TestBrokers(), kPatience));
  const std::string name = MakeTopic("deleted", 1);
  Await("the topic", [&] { return std::ranges::count(Must(admin.Topics()), name) == 1; });
  ASSERT_TRUE(admin.DeleteTopic(name));
  Await("its end", [&] { return std::ranges::count(Must(admin.Topics()), name) == 0; });
  EXPECT_TRUE(admin.DeleteTopic(name)) << "there is none any more";
}

TEST(TopicAdminTest, DeletesAGroupWithoutMembers) {
  TopicAdmin admin = Must(TopicAdmin::Connect(TestBrokers(), kPatience));
  const std::string raw = MakeTopic("raw", 1);
  const std::string group = Unique("group");
  EXPECT_TRUE(admin.DeleteGroup(group)) << "there is none";
  const std::vector<OffsetCommit> offsets = {{{raw, 0}, 0, ""}};
  ASSERT_TRUE(admin.CommitOffsets(group, offsets));
  EXPECT_TRUE(admin.DeleteGroup(group));

  Member member(group, {raw});
  (void)member.AwaitAssigned();
  const Status refused = admin.DeleteGroup(group);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kRefused) << Words(refused.error());
}

TEST(TopicAdminTest, FindsTheOffsetOfATime) {
  TopicAdmin admin = Must(TopicAdmin::Connect(TestBrokers(), kPatience));
  const TopicPartition raw{MakeTopic("raw", 1), 0};
  EXPECT_EQ(Must(admin.OffsetAt(raw, 5)), 0);
  Writer writer;
  writer.Write(raw, {"a", "b"});
  EXPECT_EQ(Must(admin.OffsetAt(raw, 0)), 0);
  EXPECT_EQ(Must(admin.OffsetAt(raw, 4'000'000'000'000)), 2);
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

TEST(TopicAdminTest, DeletesTheHeadOfALog) {
  TopicAdmin admin = Must(TopicAdmin::Connect(TestBrokers(), kPatience));
  const std::string topic = MakeTopic("log", 2);
  const auto log = Must(KafkaLogReader::Create(TestBrokers(), Unique("group")));
  Writer writer;
  writer.Write({topic, 0}, {"1", "2", "3"});
  const Status deleted = admin.DeleteBelow({{{topic, 0}, 3}, {{topic, 1}, 0}});
  ASSERT_TRUE(deleted) << Words(deleted.error());
  EXPECT_EQ(Must(log->QueryWatermarks({topic, 0})).low, 3);
  EXPECT_EQ(Must(log->QueryWatermarks({topic, 0})).high, 3);

  const Status beyond = admin.DeleteBelow({{{topic, 0}, 9}});
  ASSERT_FALSE(beyond);
  EXPECT_THAT(beyond.error().message, testing::HasSubstr(topic + "[0]"));
}

TEST(TopicAdminTest, SetsTheOffsetsOfAGroupWithoutMembers) {
  TopicAdmin admin = Must(TopicAdmin::Connect(TestBrokers(), kPatience));
  const std::string topic = MakeTopic("raw", 2);
  const std::string group = Unique("group");
  const std::vector<OffsetCommit> offsets = {{{topic, 0}, 7, "one"}, {{topic, 1}, 8, "two"}};
  const Status set = admin.CommitOffsets(group, offsets);
  ASSERT_TRUE(set) << Words(set.error());
  const auto log = Must(KafkaLogReader::Create(TestBrokers(), group));
  const std::vector<CommittedOffset> committed =
      Must(log->Committed(std::vector<TopicPartition>{{topic, 0}, {topic, 1}}));
  ASSERT_EQ(committed.size(), 2U);
  for (size_t i = 0; i < committed.size(); ++i) {
    EXPECT_EQ(committed[i].offset, offsets[i].offset);
    EXPECT_EQ(committed[i].metadata, offsets[i].metadata);
  }
}

TEST(TopicAdminTest, SetsNoOffsetsOfAGroupWithMembers) {
  TopicAdmin admin = Must(TopicAdmin::Connect(TestBrokers(), kPatience));
  const std::string topic = MakeTopic("raw", 1);
  const std::string group = Unique("group");
  Member member(group, {topic});
  (void)member.AwaitAssigned();
  const Status set = admin.CommitOffsets(group, std::vector<OffsetCommit>{{{topic, 0}, 7, "one"}});
  ASSERT_FALSE(set);
  EXPECT_EQ(set.error().code, ErrorCode::kRefused) << Words(set.error());
}

}  // namespace
}  // namespace cablestream
