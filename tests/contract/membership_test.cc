// What KafkaSource promises of its place in a group.
#include <gmock/gmock.h>

#include <memory>

#include "consumer/source.h"
#include "kafka_world.h"

namespace cablestream {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using testing::UnorderedElementsAre;

class MembershipTest : public testing::Test {
 protected:
  std::unique_ptr<Member> Join(const std::string& instance_id = "") const {
    return std::make_unique<Member>(group_, std::vector{raw_}, instance_id);
  }

  void Start(Member& member, const std::vector<TopicPartition>& partitions) {
    std::vector<StartPosition> positions;
    for (const TopicPartition& partition : partitions) positions.push_back({partition, 0, -1});
    const Status started = member.source().Start(positions);
    ASSERT_TRUE(started) << Words(started.error());
  }

  // Polls both, in turns, until `first` is told that its assignment goes.
  Revoked AwaitRevoked(Member& first, Member& second) {
    std::optional<Revoked> revoked;
    Await("a revocation", [&] {
      const SourceEvent other = Must(second.source().Next(Wait::kNo));
      EXPECT_FALSE(std::holds_alternative<Assigned>(other)) << "before the first has released";
      const SourceEvent event = Must(first.Next());
      if (const auto* told = std::get_if<Revoked>(&event)) revoked = *told;
      return revoked.has_value();
    });
    return *revoked;
  }

  // Polls both, in turns, until each has an assignment.
  std::pair<Assigned, Assigned> AwaitBoth(Member& first, Member& second) {
    std::optional<Assigned> one;
    std::optional<Assigned> two;
    Await("two assignments", [&] {
      TakeAssigned(Must(first.Next()), one);
      TakeAssigned(Must(second.Next()), two);
      return one && two;
    });
    return {*one, *two};
  }

  static void TakeAssigned(SourceEvent event, std::optional<Assigned>& assigned) {
    if (auto* told = std::get_if<Assigned>(&event)) assigned = std::move(*told);
  }

  const std::string raw_ = MakeTopic("raw", 2);
  const std::string group_ = Unique("group");
};

TEST_F(MembershipTest, IsTheOneThatTheBrokerKnows) {
  const auto member = Join();
  const Assigned assigned = member->AwaitAssigned();
  EXPECT_THAT(assigned.partitions,
              UnorderedElementsAre(TopicPartition{raw_, 0}, TopicPartition{raw_, 1}));
  EXPECT_TRUE(assigned.membership.fenceable());
  EXPECT_THAT(MembersOf(group_), ElementsAre(assigned.membership.member_id));
}

// A restore may take long: nobody who joins meanwhile waits for its end.
TEST_F(MembershipTest, IsSharedWhileNothingIsStarted) {
  const auto first = Join();
  const Assigned alone = first->AwaitAssigned();
  const auto second = Join();
  EXPECT_FALSE(AwaitRevoked(*first, *second).lost);
  ASSERT_TRUE(first->source().Release());
  const auto [one, two] = AwaitBoth(*first, *second);
  EXPECT_THAT(one.partitions, SizeIs(1));
  EXPECT_THAT(two.partitions, SizeIs(1));
  EXPECT_NE(one.partitions, two.partitions);
  EXPECT_GT(one.membership.generation, alone.membership.generation);
  EXPECT_EQ(one.membership.member_id, alone.membership.member_id);
  EXPECT_EQ(two.membership.generation, one.membership.generation);
}

TEST_F(MembershipTest, WaitsForTheReleaseOfWhatIsRead) {
  const auto first = Join();
  Start(*first, first->AwaitAssigned().partitions);
  const auto second = Join();
  EXPECT_FALSE(AwaitRevoked(*first, *second).lost);
  for (int turn = 0; turn < 10; ++turn) {
    EXPECT_TRUE(std::holds_alternative<Idle>(Must(second->Next()))) << "the group waits";
  }
  ASSERT_TRUE(first->source().Release());
  const auto [one, two] = AwaitBoth(*first, *second);
  EXPECT_NE(one.partitions, two.partitions);
}

TEST_F(MembershipTest, EndsAtOnceForADynamicMember) {
  auto first = Join();
  (void)first->AwaitAssigned();
  first.reset();
  EXPECT_THAT(MembersOf(group_), IsEmpty());
}

// The other one notices nothing: no rebalance, the same generation.
TEST_F(MembershipTest, OutlivesAStaticMember) {
  auto first = Join("one");
  (void)first->AwaitAssigned();
  const auto second = Join("two");
  (void)AwaitRevoked(*first, *second);
  ASSERT_TRUE(first->source().Release());
  const auto [one, two] = AwaitBoth(*first, *second);
  first.reset();
  EXPECT_THAT(MembersOf(group_), SizeIs(2)) << "the seat is kept";

  first = Join("one");
  std::optional<Assigned> again;
  Await("the seat", [&] {
    const SourceEvent other = Must(second->Next());
    EXPECT_FALSE(std::holds_alternative<Revoked>(other));
    TakeAssigned(Must(first->Next()), again);
    return again.has_value();
  });
  EXPECT_EQ(again->partitions, one.partitions);
  EXPECT_EQ(again->membership.generation, one.membership.generation);
  EXPECT_NE(again->membership.member_id, one.membership.member_id) << "or nothing were fenced";
}

// The broker hands a static member what it had, even of topics that it no longer asks for.
TEST_F(MembershipTest, IsGivenUpWhereATopicIsNoLongerRead) {
  const std::string other = MakeTopic("other", 1);
  auto member = std::make_unique<Member>(group_, std::vector{raw_, other}, "seat");
  EXPECT_THAT(member->AwaitAssigned().partitions, SizeIs(3));
  member = Join("seat");
  EXPECT_THAT(member->AwaitAssigned().partitions, SizeIs(3));
  EXPECT_FALSE(member->AwaitNext<Revoked>("a revocation").lost);
  ASSERT_TRUE(member->source().Release());
  EXPECT_THAT(member->AwaitAssigned().partitions,
              UnorderedElementsAre(TopicPartition{raw_, 0}, TopicPartition{raw_, 1}));
}

// Nor does it hand out those of topics that are new to it.
TEST_F(MembershipTest, IsGivenUpWhereATopicWasAdded) {
  const std::string other = MakeTopic("other", 1);
  auto member = Join("seat");
  EXPECT_THAT(member->AwaitAssigned().partitions, SizeIs(2));
  member.reset();
  member = std::make_unique<Member>(group_, std::vector{raw_, other}, "seat");
  EXPECT_THAT(member->AwaitAssigned().partitions, SizeIs(2));
  EXPECT_FALSE(member->AwaitNext<Revoked>("a revocation").lost);
  ASSERT_TRUE(member->source().Release());
  EXPECT_THAT(member->AwaitAssigned().partitions, SizeIs(3));
}

TEST_F(MembershipTest, IsFencedWhereTheSeatIsTaken) {
  const auto first = Join("seat");
  Start(*first, first->AwaitAssigned().partitions);

  auto second = Join("seat");
  const Error fenced = first->AwaitError();
  EXPECT_EQ(fenced.code, ErrorCode::kFenced) << Words(fenced);
  const Status renewed = first->source().Renew();
  ASSERT_TRUE(renewed) << Words(renewed.error());
  EXPECT_THAT(first->AwaitAssigned().partitions, SizeIs(2));
  EXPECT_EQ(second->AwaitError().code, ErrorCode::kFenced) << "it has taken the seat back";
  second.reset();

  second = Join("seat");
  EXPECT_EQ(first->AwaitError().code, ErrorCode::kFenced);
  const Status again = first->source().Renew();
  ASSERT_FALSE(again) << "twice within a minute";
  EXPECT_EQ(again.error().code, ErrorCode::kRefused);
  EXPECT_THAT(again.error().message, testing::HasSubstr("\"seat\""));
}

}  // namespace
}  // namespace cablestream
