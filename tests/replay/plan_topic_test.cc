#include "replay/plan_topic.h"

#include <gmock/gmock.h>

#include "fakes/memory_kafka.h"

namespace cablestream {
namespace {

class PlanTopicTest : public testing::Test {
 protected:
  PlanTopicTest() { (void)kafka_.logs[{"plan", 0}]; }

  static ReplayPlan PlanFrom(const std::string& place) {
    ReplayPlan plan;
    plan.asked_from = place;
    plan.raw_topics = {"raw"};
    return plan;
  }
  Result<ReplayPlan> Fix(const ReplayPlan& plan) { return FixPlan("plan", plan, log_, sink_); }

  MemoryKafka kafka_;
  FakeLogReader log_{kafka_};
  FakeSink sink_{kafka_, {{OutputTopic::kRecords, "plan"}, {OutputTopic::kClaims, ""}}};
};

TEST_F(PlanTopicTest, HoldsNoneAtFirst) {
  const auto plan = ReadPlan("plan", log_);
  ASSERT_TRUE(plan);
  EXPECT_FALSE(*plan);
}

TEST_F(PlanTopicTest, IsFixedByTheFirst) {
  const Result<ReplayPlan> first = Fix(PlanFrom("1"));
  const Result<ReplayPlan> second = Fix(PlanFrom("2"));
  ASSERT_TRUE(first && second);
  EXPECT_EQ(first->asked_from, "1");
  EXPECT_EQ(second->asked_from, "1");
  EXPECT_EQ(kafka_.Visible("plan").size(), 1U);
}

// A write whose end is not known is looked for before another one is made.
TEST_F(PlanTopicTest, IsWrittenOnceWhereAnAnswerIsLost) {
  sink_.FailNext("Commit", ErrorCode::kLost, FakeSink::When::kAfter);
  ASSERT_TRUE(Fix(PlanFrom("1")));
  EXPECT_EQ(kafka_.Visible("plan").size(), 1U);
}

TEST_F(PlanTopicTest, IsWrittenAgainWhereTheFirstWriteIsLost) {
  sink_.FailNext("Commit", ErrorCode::kLost, FakeSink::When::kBefore);
  const Result<ReplayPlan> plan = Fix(PlanFrom("1"));
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->asked_from, "1");
  EXPECT_EQ(kafka_.Visible("plan").size(), 1U);
}

TEST_F(PlanTopicTest, SaysWhatStandsThereInstead) {
  kafka_.Append({"plan", 0}, {std::nullopt, "something", {}, -1, true});
  const auto plan = ReadPlan("plan", log_);
  ASSERT_FALSE(plan);
  EXPECT_EQ(plan.error().code, ErrorCode::kRefused);
  EXPECT_FALSE(Fix(PlanFrom("1")));
}

}  // namespace
}  // namespace cablestream
