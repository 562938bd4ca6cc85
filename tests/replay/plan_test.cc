#include "replay/plan.h"

#include <gmock/gmock.h>

namespace cablestream {
namespace {

using testing::HasSubstr;

ReplayPlan Example() {
  ReplayPlan plan;
  plan.asked_from = "beginning";
  plan.asked_to = "end";
  plan.raw_topics = {"b", "a"};
  plan.ranges = {{{"a", 0}, {3, 9}}, {{"b", 1}, {0, 0}}};
  plan.records_topic = "records";
  plan.dead_letters_topic = "letters";
  plan.parser_version = "7";
  plan.planned_at_ms = 1'213'358'160'000;
  plan.dedup = {86'400'000, 1000, OnConflict::kDeadLetter};
  return plan;
}

TEST(PlanTest, ReadsWhatItHasWritten) {
  const Result<ReplayPlan> read = DecodePlan(EncodePlan(Example()));
  ASSERT_TRUE(read);
  EXPECT_EQ(*read, Example());
}

TEST(PlanTest, ReadsOneOfAVersionThatLeftDedupToTheStarter) {
  ReplayPlan plan = Example();
  plan.dedup.reset();
  const Result<ReplayPlan> read = DecodePlan(EncodePlan(plan));
  ASSERT_TRUE(read);
  EXPECT_EQ(*read, plan);
  ReplayWish wish;
  wish.max_future_ms = 5;
  EXPECT_TRUE(CheckWish(*read, wish, "7"));
}

TEST(PlanTest, RefusesWhatIsNoPlan) {
  for (const char* bytes : {"", "no plan", "\x08\x02", "\x08\x03\x2a\x01r"}) {
    const Result<ReplayPlan> read = DecodePlan(bytes);
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code, ErrorCode::kRefused);
  }
}

TEST(PlanTest, IsTakenWhereNothingElseIsWishedFor) {
  EXPECT_TRUE(CheckWish(Example(), {}, "7"));
  EXPECT_TRUE(CheckWish(Example(),
                        {"beginning",
                         "end",
                         {"a", "b"},
                         "records",
                         "letters",
                         86'400'000,
                         1000,
                         OnConflict::kDeadLetter},
                        "7"));
}

TEST(PlanTest, IsNotTakenWhereAnythingElseIsWishedFor) {
  const std::optional<int64_t> unlimited;
  const ReplayWish others[] = {{"5", "", {}, "", "", {}, {}, {}},
                               {"", "5", {}, "", "", {}, {}, {}},
                               {"", "", {"a"}, "", "", {}, {}, {}},
                               {"", "", {}, "other", "", {}, {}, {}},
                               {"", "", {}, "", "other", {}, {}, {}},
                               {"", "", {}, "", "", 1000, {}, {}},
                               {"", "", {}, "", "", {unlimited}, {}, {}},
                               {"", "", {}, "", "", {}, 999, {}},
                               {"", "", {}, "", "", {}, {}, OnConflict::kRevision}};
  for (const ReplayWish& wish : others) {
    const Status same = CheckWish(Example(), wish, "7");
    ASSERT_FALSE(same);
    EXPECT_EQ(same.error().code, ErrorCode::kInvalidArgument);
    EXPECT_THAT(same.error().message, HasSubstr("another --generation"));
  }
}

TEST(PlanTest, IsNotTakenByAnotherParser) {
  const Status same = CheckWish(Example(), {}, "8");
  ASSERT_FALSE(same);
  EXPECT_THAT(same.error().message, HasSubstr("parser version 7, not 8"));
}

}  // namespace
}  // namespace cablestream
