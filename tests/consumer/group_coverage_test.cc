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

// Which of so many looks, each of which finds a partition that nobody has, make this member act.
std::vector<int> ActsAmong(LookCount& count, int looks) {
  std::vector<int> acts;
  for (int look = 1; look <= looks; ++look) {
    if (count.ActsNow(/*covered=*/false, /*needed=*/2)) acts.push_back(look);
  }
  return acts;
}

TEST(LookCountTest, ActsEverMoreSeldomWhereItDoesNotHelp) {
  LookCount count;
  EXPECT_THAT(ActsAmong(count, 2 + 4 + 8 + 16), ElementsAre(2, 6, 14, 30));
  (void)ActsAmong(count, 32);
  EXPECT_THAT(ActsAmong(count, 3 * 64), ElementsAre(64, 128, 192)) << "but goes on for ever";
}

TEST(LookCountTest, BeginsAnewOnceAllIsCovered) {
  LookCount count;
  EXPECT_THAT(ActsAmong(count, 7), ElementsAre(2, 6));
  EXPECT_FALSE(count.ActsNow(/*covered=*/true, 2));
  EXPECT_THAT(ActsAmong(count, 2), ElementsAre(2));
}

TEST(LookCountTest, CountsLooksInARow) {
  LookCount count;
  EXPECT_THAT(ActsAmong(count, 1), IsEmpty());
  count.Restart();
  EXPECT_THAT(ActsAmong(count, 2), ElementsAre(2));
}

TEST(LooksBeforeActingTest, LetsOneMemberActFirst) {
  const auto group = Group({{"b", {}}, {"a", {}}, {"c", {}}});
  EXPECT_LT(LooksBeforeActing(group, "a"), LooksBeforeActing(group, "b"));
  EXPECT_LT(LooksBeforeActing(group, "b"), LooksBeforeActing(group, "c"));
  EXPECT_GT(LooksBeforeActing(group, "a"), 1) << "a rebalance may be about to begin";
}

}  // namespace
}  // namespace cablestream
