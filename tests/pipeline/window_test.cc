// Claims that expire by message time: the decision, and what it leaves to be freed.
#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <utility>

#include "pipeline/fake_trimmer.h"
#include "pipeline/harness.h"
#include "storage/claim.h"
#include "storage/offset_metadata.h"

namespace cablestream {
namespace {

using ::testing::ElementsAre;

constexpr int64_t kDay = 86'400'000;

class WindowTest : public PipelineHarness {
 protected:
  WindowTest() {
    settings.window_ms = 10 * kDay;
    settings.max_future_ms = 5 * kDay;
    settings.window_look_messages = 1;
  }

  // Days since the first one.
  void FeedOn(int64_t day, int serial, int32_t partition = 0) {
    LogEntry entry = Raw(CableText(serial, "Text."));
    entry.timestamp_ms = kTime + day * kDay;
    kafka.Append({"raw", partition}, std::move(entry));
  }
  Status RunTrimming(const Assigned& assigned) {
    source.Push(assigned);
    Pipeline pipeline(settings, source, sink, store, log, stats, nullptr, &trimmer);
    return pipeline.Run();
  }
  [[nodiscard]] int64_t ForgottenBefore(int32_t shard) {
    const auto metadata = DecodeOffsetMetadata(kafka.offsets[{"home", shard}].metadata);
    return metadata ? metadata->forgotten_before_ms : -1;
  }
  [[nodiscard]] size_t Stored() { return store.inner().size(0) + store.inner().size(1); }
  [[nodiscard]] size_t ClaimsInTopic() const { return kafka.Visible("claims").size(); }

  FakeTrimmer trimmer{kafka};
};

TEST_F(WindowTest, SeesAClaimToItsLastDay) {
  FeedOn(0, 1);
  FeedOn(4, 2);
  FeedOn(8, 3);
  FeedOn(10, 1);
  ASSERT_TRUE(Run());
  EXPECT_EQ(Duplicates(), 1U);
}

TEST_F(WindowTest, PublishesAgainWhatItHasPassed) {
  for (const int64_t day : {0, 4, 8, 11}) FeedOn(day, day % 11 == 0 ? 1 : static_cast<int>(day));
  ASSERT_TRUE(Run());
  EXPECT_THAT(PublishedIds(),
              ElementsAre("08ASTANA1001", "08ASTANA1004", "08ASTANA1008", "08ASTANA1001"));
  EXPECT_EQ(Records().back().revision(), 1U) << "nothing is known of an earlier one";
  EXPECT_FALSE(Records().back().has_supersedes());
}

// One message with a wrong clock must not let the claims of all others expire.
TEST_F(WindowTest, IsNotMovedFarByOneMessage) {
  FeedOn(0, 1);
  FeedOn(4000, 2);
  FeedOn(1, 1);
  ASSERT_TRUE(Run());
  EXPECT_EQ(Duplicates(), 1U);
}

TEST_F(WindowTest, GoesOnFromTheMarkThatWasCommitted) {
  for (const int64_t day : {0, 4, 8}) FeedOn(day, static_cast<int>(day));
  ASSERT_TRUE(Run());
  FeedOn(12, 0);
  ASSERT_TRUE(Run());
  EXPECT_EQ(PublishedIds().size(), 4U);
}

// Retention takes the last message of an idle partition, and with it what the mark was held
// against.
TEST_F(WindowTest, KeepsTheMarkOfAPartitionThatHasLostItsMessages) {
  for (const int64_t day : {0, 4, 8, 12}) FeedOn(day, static_cast<int>(day));
  ASSERT_TRUE(Run());
  MemoryKafka::Log& raw = kafka.logs[{"raw", 0}];
  raw.low = raw.high();
  raw.entries.clear();
  ASSERT_TRUE(Run());
  FeedOn(1, 0);  // late, and the claim on it has expired for whoever comes behind day 12
  ASSERT_TRUE(Run());
  EXPECT_EQ(PublishedIds().size(), 5U);
}

TEST_F(WindowTest, HasTheClaimOfAMessageWithoutATimeExpireWithItsPartition) {
  FeedOn(0, 1);
  LogEntry untimed = Raw(CableText(2, "Text."));
  untimed.timestamp_ms = -1;
  kafka.Append({"raw", 0}, untimed);
  FeedOn(5, 3);
  kafka.Append({"raw", 0}, untimed);
  FeedOn(10, 4);
  FeedOn(11, 5);
  kafka.Append({"raw", 0}, untimed);
  ASSERT_TRUE(Run());
  EXPECT_EQ(Duplicates(), 1U);
  EXPECT_EQ(std::ranges::count(PublishedIds(), "08ASTANA1002"), 2);
}

TEST_F(WindowTest, FreesStoreAndTopicButForTheFloor) {
  int64_t day = 0;
  size_t most_stored = 0;
  size_t most_in_topic = 0;
  source.when_idle = [&]() -> Result<SourceEvent> {
    most_stored = std::max(most_stored, Stored());
    most_in_topic = std::max(most_in_topic, ClaimsInTopic());
    if (day == 120) return StopRequested{};
    FeedOn(day, static_cast<int>(day), 0);
    FeedOn(day, static_cast<int>(day) + 500, 1);
    ++day;
    return Idle{};
  };
  ASSERT_TRUE(RunTrimming(All()));
  EXPECT_EQ(PublishedIds().size(), 240U);
  EXPECT_LE(most_stored, 30U);
  EXPECT_LE(most_in_topic, 40U);
  source.when_idle = nullptr;
  store.inner() = MemoryDedupStore(kShards);
  FeedOn(day, static_cast<int>(day) - 9, 0);
  FeedOn(day, static_cast<int>(day) - 9 + 500, 1);
  ASSERT_TRUE(RunTrimming(All()));
  EXPECT_EQ(PublishedIds().size(), 240U) << "what is inside the window must have stayed";
}

TEST_F(WindowTest, CommitsWhatItForgetsBeforeItDoes) {
  std::map<int32_t, int64_t> forgotten;
  store.on_forget = [&](int32_t shard, int64_t time_ms) {
    forgotten[shard] = time_ms;
    EXPECT_EQ(ForgottenBefore(shard), time_ms);
  };
  for (int64_t day = 0; day < 60; day += 3) {
    FeedOn(day, static_cast<int>(day), 0);
    FeedOn(day, static_cast<int>(day) + 100, 1);
    ASSERT_TRUE(RunTrimming(All()));
  }
  EXPECT_EQ(forgotten.size(), 2U);
  store.on_forget = nullptr;
  // Later owners carry it on, and never back: a window that is longer now, or none.
  for (const std::optional<int64_t> window_ms :
       {std::optional(30 * kDay), std::optional<int64_t>()}) {
    settings.window_ms = window_ms;
    FeedOn(60, 300, 0);
    FeedOn(60, 301, 1);
    ASSERT_TRUE(RunTrimming(All()));
    for (const auto& [shard, time_ms] : forgotten) EXPECT_EQ(ForgottenBefore(shard), time_ms);
  }
}

TEST_F(WindowTest, WaitsForTheSlowestPartition) {
  for (int64_t day = 0; day < 60; day += 3) FeedOn(day, static_cast<int>(day), 0);
  FeedOn(0, 100, 1);
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(RunTrimming(All()));
  EXPECT_EQ(Stored(), 21U);
  EXPECT_EQ(trimmer.requests, 0);
}

TEST_F(WindowTest, WaitsForAPartitionWithoutAMessage) {
  for (int64_t day = 0; day < 60; day += 3) FeedOn(day, static_cast<int>(day), 0);
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(RunTrimming(All()));
  EXPECT_EQ(Stored(), 20U);
}

TEST_F(WindowTest, WaitsForAPartitionThatWasAdded) {
  (void)kafka.logs[{"raw", 2}];
  Assigned all = All();
  all.partitions.push_back({"raw", 2});
  for (int64_t day = 0; day < 60; day += 3) {
    FeedOn(day, static_cast<int>(day), 0);
    FeedOn(day, static_cast<int>(day) + 100, 1);
  }
  FeedOn(0, 200, 2);
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(RunTrimming(all));
  EXPECT_EQ(Stored(), 41U);
}

// What each message becomes must not depend on how the partitions interleave, nor on what was freed
// by then.
TEST_F(WindowTest, DecidesTheSameInAnyInterleaving) {
  std::mt19937 random(7);
  const auto below = [&random](int count) {
    return static_cast<int>(random() % static_cast<unsigned>(count));
  };
  for (int round = 0; round < 20; ++round) {
    // An ID stands in one partition: between two Kafka fixes no order.
    std::vector<std::pair<int32_t, LogEntry>> messages;
    for (int i = 0; i < 60; ++i) {
      const int serial = below(12);
      LogEntry entry = Raw(CableText(serial, below(4) == 0 ? "Other." : "Text."));
      entry.timestamp_ms = kTime + (i - (below(5) == 0 ? below(15) : 0)) * kDay;
      messages.emplace_back(serial % 2, std::move(entry));
    }
    std::set<std::set<std::string>> outcomes;
    for (int order = 0; order < 4; ++order) {
      kafka = {};
      store.inner() = MemoryDedupStore(kShards);
      for (int32_t i = 0; i < kShards; ++i) {
        for (const char* topic : {"raw", "home", "claims"}) (void)kafka.logs[{topic, i}];
      }
      std::map<int32_t, std::vector<LogEntry>> left;
      for (const auto& [partition, entry] : messages) left[partition].push_back(entry);
      while (!left.empty()) {
        auto next = left.begin();
        if (left.size() > 1 && below(2) == 0) ++next;
        const auto count = std::min<size_t>(next->second.size(), 1 + static_cast<size_t>(below(8)));
        for (size_t i = 0; i < count; ++i) kafka.Append({"raw", next->first}, next->second[i]);
        next->second.erase(next->second.begin(), next->second.begin() + static_cast<long>(count));
        if (next->second.empty()) left.erase(next);
        settings.window_look_messages = 1 + below(6);
        ASSERT_TRUE(RunTrimming(All()));
      }
      std::set<std::string> published;
      for (const cable::v1::Cable& record : Records()) {
        published.insert(std::to_string(record.source().partition()) + "/" +
                         std::to_string(record.source().offset()) + " r" +
                         std::to_string(record.revision()));
      }
      outcomes.insert(std::move(published));
    }
    EXPECT_EQ(outcomes.size(), 1U) << "round " << round;
    EXPECT_THAT(outcomes, testing::Each(testing::SizeIs(testing::Gt(12U)))) << "nothing expired";
  }
  EXPECT_GT(trimmer.requests, 0);
}

}  // namespace
}  // namespace cablestream
