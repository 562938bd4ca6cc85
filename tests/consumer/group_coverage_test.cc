// What a group leaves unread, and who of it acts.
#include "consumer/group_coverage.h"

#include <gmock/gmock.h>

namespace cablestream {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const std::map<std::string, int32_t> kTopics = {{"raw", 3}, {"home", 2}};

GroupDescription Group(std::vector<GroupDescription::Member> members) {
  return {/*stable=*/true, std::move(members)};
}

TEST(UnassignedTest, IsNothingWhereEachPartitionHasAMember) {
  const auto group = Group(
      {{"a", {{"raw", 0}, {"raw", 1}, {"home", 0}}}, {"b", {{"raw", 2}, {"home", 1}}}, {"c", {}}});
  EXPECT_THAT(Unassigned(group, kTopics), IsEmpty());
}

TEST(UnassignedTest, IsWhatATopicHasGrownBy) {
  const auto group = Group({{"a", {{"raw", 0}, {"home", 0}, {"home", 1}}}});
  EXPECT_THAT(Unassigned(group, kTopics),
              ElementsAre(TopicPartition{"raw", 1}, TopicPartition{"raw", 2}));
}

TEST(UnassignedTest, IsNoTopicOfOtherMembers) {
  const auto group = Group({{"a", {{"raw", 0}, {"raw", 1}, {"raw", 2}, {"home", 0}, {"home", 1}}},
                            {"b", {{"other", 0}}}});
  EXPECT_THAT(Unassigned(group, kTopics), IsEmpty());
}

TEST(UnassignedTest, IsNotKnownDuringARebalance) {
  EXPECT_THAT(Unassigned({/*stable=*/false, {{"a", {}}}}, kTopics), IsEmpty());
}

TEST(LooksBeforeActingTest, LetsOneMemberActFirst) {
  const auto group = Group({{"b", {}}, {"a", {}}, {"c", {}}});
  EXPECT_LT(LooksBeforeActing(group, "a"), LooksBeforeActing(group, "b"));
  EXPECT_LT(LooksBeforeActing(group, "b"), LooksBeforeActing(group, "c"));
  EXPECT_GT(LooksBeforeActing(group, "a"), 1) << "a rebalance may be about to begin";
}

}  // namespace
}  // namespace cablestream
