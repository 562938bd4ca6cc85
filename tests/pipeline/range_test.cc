// A replay: of each raw partition a range of offsets, and nothing else.
#include "pipeline/harness.h"

namespace cablestream {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class RangeTest : public PipelineHarness {
 protected:
  RangeTest() {
    settings.generation = "again";
    settings.until_end = true;
    for (int serial = 0; serial < 6; ++serial) Feed(CableText(serial, "Text."), serial % 2);
  }

  int64_t CommittedOf(int32_t partition) { return kafka.offsets.at({"raw", partition}).offset; }
};

TEST_F(RangeTest, PublishesWhatStandsInTheRanges) {
  settings.ranges = {{{"raw", 0}, {1, 3}}, {{"raw", 1}, {0, 1}}};
  ASSERT_TRUE(Run());
  EXPECT_THAT(PublishedIds(), ElementsAre("08ASTANA1002", "08ASTANA1004", "08ASTANA1001"));
  EXPECT_EQ(Records().front().generation(), "again");
  EXPECT_EQ(CommittedOf(0), 3);
  EXPECT_EQ(CommittedOf(1), 1);
}

TEST_F(RangeTest, EndsWhereItsRangesEndThoughTheLogGoesOn) {
  settings.ranges = {{{"raw", 0}, {0, 2}}, {{"raw", 1}, {0, 2}}};
  ASSERT_TRUE(Run());
  Feed(CableText(7, "Text."), 0);
  ASSERT_TRUE(Run());
  EXPECT_EQ(PublishedIds().size(), 4U);
}

TEST_F(RangeTest, GoesOnWhereItWasCommitted) {
  settings.ranges = {{{"raw", 0}, {0, 3}}, {{"raw", 1}, {0, 3}}};
  settings.until_end = false;
  source.Push(All());
  source.when_idle = [] { return StopRequested{}; };
  ASSERT_TRUE(RunWithoutAssignment());
  EXPECT_EQ(PublishedIds().size(), 6U);
  ASSERT_TRUE(Run());
  EXPECT_EQ(PublishedIds().size(), 6U);
}

TEST_F(RangeTest, ReadsNothingOfAPartitionThatIsNotNamed) {
  settings.ranges = {{{"raw", 1}, {2, 3}}};
  ASSERT_TRUE(Run());
  EXPECT_THAT(PublishedIds(), ElementsAre("08ASTANA1005"));
}

TEST_F(RangeTest, RefusesAStartThatWasDeletedMeanwhile) {
  settings.ranges = {{{"raw", 0}, {1, 3}}};
  MemoryKafka::Log& raw = kafka.logs[{"raw", 0}];
  raw.entries.erase(raw.entries.begin(), raw.entries.begin() + 2);
  raw.low = 2;
  source.when_idle = [] { return Idle{}; };  // nothing interrupts it
  const Status ran = Run();
  ASSERT_FALSE(ran);
  EXPECT_EQ(ran.error().code, ErrorCode::kRefused);
  EXPECT_THAT(ran.error().message, HasSubstr("1 offsets were deleted since"));
  EXPECT_THAT(PublishedIds(), IsEmpty());
}

// The live topic's retention goes on: what the replay has read is no longer needed.
TEST_F(RangeTest, NeedsNothingOfWhatItHasReadWhole) {
  settings.ranges = {{{"raw", 0}, {0, 2}}, {{"raw", 1}, {0, 3}}};
  ASSERT_TRUE(Run());
  MemoryKafka::Log& raw = kafka.logs[{"raw", 0}];
  raw.entries.clear();
  raw.low = 3;
  ASSERT_TRUE(Run());
  EXPECT_EQ(PublishedIds().size(), 5U);
}

}  // namespace
}  // namespace cablestream
