// An audit beside a group that goes on working.
#include "audit/harness.h"

namespace cablestream {
namespace {

using ::testing::IsEmpty;

class LiveAuditTest : public AuditHarness {
 protected:
  // A serial, from `first` on, whose ID falls into a shard.
  static int SerialOf(int32_t shard, int first = 1) {
    int serial = first;
    while (PartitionOf(IdOf(serial), kShards) != shard) ++serial;
    return serial;
  }

  // A member that owns raw[0] and shard 0 alone.
  Status RunOwnerOfShard0() {
    source.Push(Assigned{{{"home", 0}, {"raw", 0}}, {"membership", 1, "member"}});
    return RunWithoutAssignment();
  }
  Status RunOwnerOfShard1() {
    source.Push(Assigned{{{"home", 1}, {"raw", 1}}, {"membership", 1, "other"}});
    return RunWithoutAssignment();
  }

  // Lets a member of the group work on, beside the audit.
  void WorkOn(const Assigned& assigned) {
    FakeLogReader own(kafka);
    source.Push(assigned);
    Pipeline pipeline(settings, source, sink, store, own, stats);
    EXPECT_TRUE(pipeline.Run());
  }
};

TEST_F(LiveAuditTest, CountsForwardsThatAreNotFinishedAsInFlight) {
  Feed(CableText(SerialOf(0), "For itself."));
  Feed(CableText(SerialOf(1), "For the other."));
  ASSERT_TRUE(RunOwnerOfShard0());
  AuditReport report = AuditAll();
  EXPECT_THAT(Found(report), IsEmpty());
  EXPECT_EQ(report.records, 1U);
  EXPECT_EQ(report.in_flight, 1U);

  ASSERT_TRUE(RunOwnerOfShard1());
  report = AuditAll();
  EXPECT_THAT(Found(report), IsEmpty());
  EXPECT_EQ(report.records, 2U);
  EXPECT_EQ(report.in_flight, 0U);
}

TEST_F(LiveAuditTest, FindsAForwardThatIsGone) {
  Feed(CableText(SerialOf(1), "For the other."));
  ASSERT_TRUE(RunOwnerOfShard0());
  Remove(Spots("home").at(0));
  EXPECT_EQ(AuditAll().imbalances.count(ImbalanceKind::kLost), 1U);
}

class MeanwhileTest : public LiveAuditTest, public ::testing::WithParamInterface<const char*> {};

TEST_P(MeanwhileTest, WhatIsFinishedIsNeverTorn) {
  for (int serial = 1; serial <= 3; ++serial) Feed(CableText(serial, "Text."));
  Feed("no cable");
  ASSERT_TRUE(Run());
  reader.Before(GetParam(), [this] {
    Feed(CableText(50, "Meanwhile."));
    Feed(CableText(51, "Meanwhile."), 1);
    WorkOn(All());
  });
  const AuditReport report = AuditAll();
  EXPECT_THAT(Found(report), IsEmpty());
  EXPECT_EQ(report.raw, 4U);
}

INSTANTIATE_TEST_SUITE_P(LiveAuditTest, MeanwhileTest,
                         ::testing::Values("claims", "records", "letters", "raw"));

TEST_F(LiveAuditTest, BelievesAClaimThatATakenOneWasCompactedFor) {
  Feed(CableText(1, "Text."));
  ASSERT_TRUE(Run());
  // The claim goes while it is to be read, since a newer one of the ID stands behind it.
  reader.Before("claims", [this] {
    Feed(CableText(1, "Other text."));
    WorkOn(All());
    Remove(Spots("claims", IdOf(1)).front());
  });
  EXPECT_THAT(FoundNow(), IsEmpty());
}

TEST_F(LiveAuditTest, TakesTheCutAgainWhereHomeWasTrimmedPastIt) {
  Feed(CableText(SerialOf(1), "For the other."));
  ASSERT_TRUE(RunOwnerOfShard0());
  reader.Before("home", [this] {
    // A member of another parser version hands it on, to a place that is not read any more.
    const Spot forward = Spots("home").at(0);
    Append({"home", 0}, At(forward));
    TrimThrough(forward);
    kafka.offsets[forward.partition] = {forward.partition, forward.offset + 1, ""};
  });
  const AuditReport report = AuditAll();
  EXPECT_THAT(Found(report), IsEmpty());
  EXPECT_EQ(report.in_flight, 1U);
}

TEST_F(LiveAuditTest, FindsAForwardThatIsLostBetweenTwoCuts) {
  const int first = SerialOf(1);
  Feed(CableText(first, "For the other."));
  Feed(CableText(SerialOf(1, first + 1), "Lost on its way."));
  ASSERT_TRUE(RunOwnerOfShard0());
  reader.Before("home", [this] {
    const Spot forward = Spots("home").at(0);
    Append({"home", 0}, At(forward));
    TrimThrough(forward);
    kafka.offsets[forward.partition] = {forward.partition, forward.offset + 1, ""};
    // What is left is read under the first cut all the same, and gone before the second reads it.
    reader.Before("home",
                  [this] { reader.Before("home", [this] { Remove(Spots("home").back()); }); });
  });
  const AuditReport report = AuditAll();
  EXPECT_EQ(report.imbalances.count(ImbalanceKind::kLost), 1U);
  EXPECT_EQ(report.in_flight, 1U);
}

TEST_F(LiveAuditTest, GoesOnWhereRawLosesItsHeadWhileItIsRead) {
  for (int serial = 1; serial <= 3; ++serial) Feed(CableText(serial, "Text."));
  ASSERT_TRUE(Run());
  reader.Before("raw", [this] { TrimThrough({{"raw", 0}, 0}); });
  const AuditReport report = AuditAll();
  EXPECT_THAT(Found(report), IsEmpty());
  EXPECT_EQ(report.raw, 2U);
  EXPECT_EQ(report.outputs_below_raw_start, 1U);
}

TEST_F(LiveAuditTest, WaitsForStableOffsets) {
  Feed(CableText(1, "Text."));
  ASSERT_TRUE(Run());
  log.unstable = 3;
  EXPECT_EQ(AuditAll().records, 1U);
}

}  // namespace
}  // namespace cablestream
