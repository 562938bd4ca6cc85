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
  plan.scope = DedupScope::kPartition;
  plan.pass_headers = {"x-*", "traceparent"};
  return plan;
}

TEST(PlanTest, ReadsWhatItHasWritten) {
  const Result<ReplayPlan> read = DecodePlan(EncodePlan(Example()));
  ASSERT_TRUE(read);
  EXPECT_EQ(*read, Example());
}

TEST(PlanTest, ReadsOneOfAVersionThatLeftScopeAndHeadersToTheStarter) {
  ReplayPlan plan = Example();
  plan.scope.reset();
  plan.pass_headers.clear();
  const std::string bytes = EncodePlan(plan);
  EXPECT_EQ(bytes.substr(0, 2), "\x08\x02") << "that version reads no other format";
  const Result<ReplayPlan> read = DecodePlan(bytes);
  ASSERT_TRUE(read);
  EXPECT_EQ(*read, plan);
  ReplayWish wish;
  wish.scope = DedupScope::kGroup;
  wish.pass_headers.emplace();
  EXPECT_TRUE(CheckWish(*read, wish, "7"));
}

TEST(PlanTest, ReadsOneOfAVersionThatLeftDedupToTheStarterToo) {
  ReplayPlan plan = Example();
  plan.scope.reset();
  plan.pass_headers.clear();
  plan.dedup.reset();
  const std::string bytes = EncodePlan(plan);
  EXPECT_EQ(bytes.substr(0, 2), "\x08\x01");
  const Result<ReplayPlan> read = DecodePlan(bytes);
  ASSERT_TRUE(read);
  EXPECT_EQ(*read, plan);
  ReplayWish wish;
  wish.max_future_ms = 5;
  EXPECT_TRUE(CheckWish(*read, wish, "7"));
}

TEST(PlanTest, IsReadByAnOlderVersionUnlessThatKnowsNotItsRecords) {
  ReplayPlan plan = Example();
  EXPECT_EQ(EncodePlan(plan).substr(0, 2), "\x08\x03");
  plan.format = RecordFormat::kConfluent;
  const std::string bytes = EncodePlan(plan);
  EXPECT_EQ(bytes.substr(0, 2), "\x08\x04");
  const Result<ReplayPlan> read = DecodePlan(bytes);
  ASSERT_TRUE(read);
  EXPECT_EQ(*read, plan);
}

TEST(PlanTest, RefusesOneThatIsNotOfItsFormat) {
  std::string bytes = EncodePlan(Example());
  ASSERT_EQ(bytes.substr(0, 2), "\x08\x03");
  for (const char format : {'\1', '\2', '\4'}) {
    bytes[1] = format;
    EXPECT_FALSE(DecodePlan(bytes)) << int{format};
  }
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
                         OnConflict::kDeadLetter,
                         DedupScope::kPartition,
                         {{"traceparent", "x-*"}},
                         RecordFormat::kProtobuf},
                        "7"));
}

TEST(PlanTest, IsNotTakenWhereAnythingElseIsWishedFor) {
  const std::optional<int64_t> unlimited;
  std::vector<ReplayWish> others(13);
  others[0].from = "5";
  others[1].to = "5";
  others[2].raw_topics = {"a"};
  others[3].records_topic = "other";
  others[4].dead_letters_topic = "other";
  others[5].window_ms = 1000;
  others[6].window_ms.emplace(unlimited);
  others[7].max_future_ms = 999;
  others[8].on_conflict = OnConflict::kRevision;
  others[9].scope = DedupScope::kGroup;
  others[10].pass_headers = {{"x-*"}};
  others[11].pass_headers.emplace();
  others[12].format = RecordFormat::kConfluent;
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
