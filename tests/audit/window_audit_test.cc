// What an audit finds where claims expire.
#include "audit/harness.h"

namespace cablestream {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr int64_t kDay = 86'400'000;

// Ten days of window; cable 1 on days 0, 5 (a repeat) and 12 (anew), others in between.
class WindowAuditTest : public AuditHarness {
 protected:
  WindowAuditTest() {
    settings.window_ms = audit.window_ms = 10 * kDay;
    settings.max_future_ms = audit.max_future_ms = 5 * kDay;
    for (const auto& [day, serial] : {std::pair{0, 1}, {4, 2}, {5, 1}, {9, 3}, {12, 1}, {13, 1}}) {
      FeedOn(day, serial);
    }
    EXPECT_TRUE(Run());
  }

  void FeedOn(int64_t day, int serial) {
    LogEntry entry = Raw(CableText(serial, "Text."));
    entry.timestamp_ms = kTime + day * kDay;
    kafka.Append({"raw", 0}, std::move(entry));
  }
};

TEST_F(WindowAuditTest, KnowsWhatWasPublishedAnew) {
  const AuditReport report = AuditAll();
  EXPECT_THAT(Found(report), IsEmpty());
  EXPECT_EQ(report.records, 4U);
  EXPECT_EQ(report.duplicates, 2U);
}

TEST_F(WindowAuditTest, KnowsThatClaimsMayBeGoneThatNobodySees) {
  FeedOn(18, 4);
  FeedOn(20, 5);
  ASSERT_TRUE(Run());
  Remove(Spots("claims", IdOf(2)).at(0));  // of day 4
  EXPECT_THAT(FoundNow(), IsEmpty());
}

TEST_F(WindowAuditTest, FindsAMissingClaimInsideTheWindow) {
  Remove(Spots("claims", IdOf(3)).at(0));
  EXPECT_THAT(FoundNow(), ElementsAre("torn records/0/2 " + IdOf(3)));
}

TEST_F(WindowAuditTest, FindsARecordTooManyInsideTheWindow) {
  audit.window_ms = 30 * kDay;
  EXPECT_THAT(FoundNow(), ElementsAre("doubled records/0/3 " + IdOf(1)));
}

TEST_F(WindowAuditTest, FindsAMessageThatHadToBePublishedAnew) {
  Remove(Spots("records", IdOf(1)).at(1));
  EXPECT_THAT(FoundNow(), testing::Contains("lost raw/0/4 " + IdOf(1)));
}

TEST_F(WindowAuditTest, DoesNotJudgeRepeatsOfARawTopicThatHasLostItsHead) {
  MemoryKafka::Log& raw = kafka.logs[{"raw", 0}];
  raw.entries.erase(raw.entries.begin());
  raw.low = 1;
  audit.window_ms = 30 * kDay;
  EXPECT_THAT(FoundNow(), IsEmpty());
}

}  // namespace
}  // namespace cablestream
