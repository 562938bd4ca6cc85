// What the loop tells of itself.
#include "pipeline/stats.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "pipeline/harness.h"

namespace cablestream {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(HistogramTest, CountsEachValueInTheFirstBucketThatHoldsIt) {
  Histogram histogram{{0.1, 1, 10}};
  histogram.Observe(std::vector<int64_t>{0, 100, 101, 1000, 10'001});
  histogram.Observe(std::vector<int64_t>{-5, 60'000});
  EXPECT_THAT(histogram.counts(), ElementsAre(3, 2, 0, 2));
  EXPECT_DOUBLE_EQ(histogram.sum_seconds(), 0.1 + 0.101 + 1 + 10.001 + 60);
}

TEST(PartitionPositionsTest, ShowsThoseThatAreKnown) {
  PartitionPositions positions;
  EXPECT_THAT(positions.Get(), IsEmpty());
  positions.Follow({{{"raw", 0}}, {{"raw", 1}, 20}});
  positions.Note(1, 17);
  const std::vector<PartitionPosition> known = positions.Get();
  ASSERT_EQ(known.size(), 1U);
  EXPECT_EQ(known[0].partition, (TopicPartition{"raw", 1}));
  EXPECT_EQ(known[0].offset, 17);
  EXPECT_EQ(known[0].end, 20);
  positions.Follow({{{"raw", 0}}});
  EXPECT_THAT(positions.Get(), IsEmpty());
}

class RecordingWatch final : public TransactionWatch {
 public:
  void Begun() override { ++begun; }
  void Committed(std::span<const int64_t> timestamps_ms) override {
    ++committed;
    timestamps.insert(timestamps.end(), timestamps_ms.begin(), timestamps_ms.end());
  }

  int begun = 0;
  int committed = 0;
  std::vector<int64_t> timestamps;
};

class StatsTest : public PipelineHarness {
 protected:
  Status RunWatched() {
    source.Push(All());
    Pipeline pipeline(settings, source, sink, store, log, stats, nullptr, nullptr, &watch);
    return pipeline.Run();
  }

  [[nodiscard]] uint64_t Lost(LossCause cause) const {
    return stats.transactions_lost[static_cast<size_t>(cause)];
  }

  RecordingWatch watch;
};

TEST_F(StatsTest, TellsTheTimestampOfEachMessageThatReachedItsOutcome) {
  Feed(CableText(1, "One."));
  Feed(CableText(1, "One."));
  Feed("only words");
  kafka.Append({"raw", 1}, {std::nullopt, CableText(2, "Two."), {}, -1, true});
  sink.FailNext("Commit", ErrorCode::kLost);
  ASSERT_TRUE(RunWatched());
  EXPECT_THAT(watch.timestamps, ElementsAre(kTime, kTime, kTime)) << "one has none";
  EXPECT_EQ(static_cast<uint64_t>(watch.committed), stats.transactions_committed);
  EXPECT_EQ(watch.begun, watch.committed + 1);
}

TEST_F(StatsTest, CountsTheWarningsOfRecordsByCode) {
  std::string text = CableText(1, "One.");
  text.replace(text.find("FM "), 3, "FN ");
  Feed(text);
  Feed(text);
  ASSERT_TRUE(RunWatched());
  const std::vector<cable::v1::Cable> records = Records();
  ASSERT_EQ(records.size(), 1U);
  uint64_t warnings = 0;
  for (const cable::v1::Warning& warning : records[0].warnings()) {
    const auto at = std::ranges::find(kWarningCodes, warning.code()) - kWarningCodes.begin();
    EXPECT_EQ(stats.counts.warnings[static_cast<size_t>(at)], 1U) << warning.code();
    ++warnings;
  }
  EXPECT_GT(warnings, 0U);
  EXPECT_EQ(SumOf(stats.counts.warnings), warnings) << "a duplicate has none";
}

TEST_F(StatsTest, ShowsHowFarEachPartitionIsCommitted) {
  Feed(CableText(1, "One."), 0);
  std::vector<PartitionPosition> seen;
  source.when_idle = [&]() -> Result<SourceEvent> {
    seen = stats.positions.Get();
    return StopRequested{};
  };
  ASSERT_TRUE(RunWatched());
  ASSERT_EQ(seen.size(), 4U);
  for (const PartitionPosition& position : seen) {
    EXPECT_EQ(position.offset, kafka.offsets[position.partition].offset)
        << ToString(position.partition);
  }
}

TEST_F(StatsTest, ShowsHowFarAReplayIsToRead) {
  for (int serial = 1; serial <= 3; ++serial) Feed(CableText(serial, "Text."), 0);
  settings.ranges[{"raw", 0}] = {0, 2};
  std::map<TopicPartition, int64_t> ends;
  source.when_idle = [&]() -> Result<SourceEvent> {
    for (const auto& [partition, offset, end] : stats.positions.Get()) ends[partition] = end;
    return StopRequested{};
  };
  ASSERT_TRUE(RunWatched());
  const int64_t all = std::numeric_limits<int64_t>::max();
  EXPECT_EQ((ends[{"raw", 0}]), 2);
  EXPECT_EQ((ends[{"raw", 1}]), 0) << "nothing of it is read";
  EXPECT_EQ((ends[{"home", 0}]), all);
}

TEST_F(StatsTest, TellsALossToTheGroupFromAFault) {
  source.when_idle = [this]() -> Result<SourceEvent> {
    source.when_idle = nullptr;
    Feed(CableText(2, "Two."));
    source.Push(ToMessage({"raw", 0}, 0, kafka.logs[{"raw", 0}].entries[0]));
    source.Push(Revoked{true});
    return Idle{};
  };
  ASSERT_TRUE(RunWatched());
  EXPECT_EQ(Lost(LossCause::kRebalance), 1U);
  EXPECT_EQ(SumOf(stats.transactions_lost), 1U);
  EXPECT_EQ(stats.ways_back, 0U);
}

TEST_F(StatsTest, TellsWhatATransactionWasLostBy) {
  const std::pair<ErrorCode, LossCause> cases[] = {
      {ErrorCode::kLost, LossCause::kBrokers},
      {ErrorCode::kRetry, LossCause::kBrokers},
      {ErrorCode::kFenced, LossCause::kFenced},
  };
  int serial = 0;
  for (const auto& [code, cause] : cases) {
    const uint64_t before = Lost(cause);
    Feed(CableText(++serial, "Text."));
    sink.FailNext("SendOffsets", code);
    ASSERT_TRUE(RunWatched());
    EXPECT_EQ(Lost(cause), before + 1) << ErrorCodeName(code);
  }
  EXPECT_EQ(SumOf(stats.transactions_lost), std::size(cases));
  EXPECT_EQ(stats.ways_back, std::size(cases));
  source.when_idle = [this]() -> Result<SourceEvent> {
    source.when_idle = nullptr;
    Feed(CableText(9, "Text."));
    store.FailNext("Find", ErrorCode::kIo);
    return Idle{};
  };
  ASSERT_TRUE(RunWatched());
  EXPECT_EQ(Lost(LossCause::kStore), 1U);
}

}  // namespace
}  // namespace cablestream
