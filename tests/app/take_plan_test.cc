#include <gmock/gmock.h>

#include "app/service/replay.h"

namespace cablestream {
namespace {

using testing::ElementsAre;

ReplayPlan Example() {
  ReplayPlan plan;
  plan.raw_topics = {"east", "west"};
  plan.records_topic = "records";
  plan.dead_letters_topic = "letters";
  plan.dedup = {1000, 5, OnConflict::kDeadLetter};
  plan.scope = DedupScope::kPartition;
  plan.pass_headers = {"x-*"};
  plan.format = RecordFormat::kConfluent;
  return plan;
}

TEST(TakePlanTest, PutsWhatIsPlannedInPlaceOfWhatIsConfigured) {
  Config config;
  config.records.pass_headers = {"mine"};
  TakePlan(Example(), config);
  EXPECT_THAT(config.topics.raw, ElementsAre("east", "west"));
  EXPECT_EQ(config.topics.records, "records");
  EXPECT_EQ(config.topics.dead_letters, "letters");
  EXPECT_EQ(config.dedup.window, std::chrono::milliseconds(1000));
  EXPECT_EQ(config.dedup.max_future, std::chrono::milliseconds(5));
  EXPECT_EQ(config.dedup.on_conflict, OnConflict::kDeadLetter);
  EXPECT_EQ(config.dedup.scope, DedupScope::kPartition);
  EXPECT_THAT(config.records.pass_headers, ElementsAre("x-*"));
  EXPECT_EQ(config.records.format, RecordFormat::kConfluent);
}

TEST(TakePlanTest, LeavesWhatAnOlderVersionDidNotPlan) {
  ReplayPlan plan = Example();
  plan.dedup.reset();
  plan.scope.reset();
  plan.pass_headers.clear();
  Config config;
  config.dedup.scope = DedupScope::kPartition;
  config.dedup.window = std::chrono::milliseconds(7);
  config.records.pass_headers = {"mine"};
  TakePlan(plan, config);
  EXPECT_EQ(config.dedup.scope, DedupScope::kPartition);
  EXPECT_EQ(config.dedup.window, std::chrono::milliseconds(7));
  EXPECT_THAT(config.records.pass_headers, ElementsAre("mine"));
}

}  // namespace
}  // namespace cablestream
