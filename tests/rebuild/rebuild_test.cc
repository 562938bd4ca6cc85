// A rebuild of what the real loop has made of topics in memory, broken off wherever it can be.
#include "rebuild/rebuild.h"

#include "pipeline/harness.h"
#include "storage/claim.h"
#include "storage/temp_folder.h"

namespace cablestream {
namespace {

using ::testing::HasSubstr;

class RebuildTest : public PipelineHarness {
 protected:
  // Cables 1 to 3, of which 1 comes again as a correction.
  RebuildTest() {
    for (int serial = 1; serial <= 3; ++serial) FeedAndKeep(CableText(serial, "Text."));
    FeedAndKeep(CableText(1, "Corrected text.", "ZDS"));
    EXPECT_TRUE(Run());
    EXPECT_EQ(Records().size(), 4U);
  }

  void FeedAndKeep(const std::string& text) {
    fed_.push_back(text);
    Feed(text);
  }

  void LoseClaims() {
    for (int32_t i = 0; i < kShards; ++i) kafka.logs[{"claims", i}] = {};
  }

  Result<RebuildReport> TryRebuild(const std::atomic<bool>& stop = false) {
    RebuildSettings rebuild;
    rebuild.group = settings;
    rebuild.records = {{"records", -1}};
    for (const auto& [partition, entries] : kafka.logs) {
      if (partition.topic == "records") rebuild.records = {partition};
    }
    rebuild.scratch_parent = folder_.path();
    rebuild.claims_log = ++claims_log_;
    const RebuildActions actions{
        [this](std::span<const OffsetCommit> offsets) { return Commit(offsets); },
        [this](const std::map<TopicPartition, int64_t>& heads) {
          if (Status failed = Step(); !failed) return failed;
          for (const auto& [partition, offset] : heads) {
            MemoryKafka::Log& claims = kafka.logs[partition];
            EXPECT_EQ(offset, claims.high());
            claims.entries.clear();
            claims.low = offset;
          }
          return Status();
        }};
    return Rebuild(rebuild, log, sink, actions,
                   {stop, [](uint64_t, uint64_t, uint64_t) {}, [](uint64_t, uint64_t) {}});
  }

  RebuildReport MustRebuild() {
    const Result<RebuildReport> report = TryRebuild();
    EXPECT_TRUE(report) << report.error().message;
    return report.value_or(RebuildReport());
  }

  // The next life is fed everything again, and a cable that is new.
  void ExpectNothingDoubled() {
    const size_t before = Records().size();
    for (const std::string& text : fed_) Feed(text);
    Feed(CableText(50, "New."));
    const Status ran = Run();
    ASSERT_TRUE(ran) << ran.error().message;
    EXPECT_EQ(Records().size(), before + 1);
    EXPECT_EQ(PublishedIds().back(), "08ASTANA1050");
  }

  Status Commit(std::span<const OffsetCommit> offsets) {
    if (before_commit_) std::exchange(before_commit_, nullptr)();
    if (Status failed = Step(); !failed) return failed;
    for (const OffsetCommit& offset : offsets) kafka.offsets[offset.partition] = offset;
    return {};
  }

  // Counts what changes the group or its topics; the one that is chosen kills the rebuild before.
  Status Step() {
    return ++steps_ == dies_at_ ? Status(Fail(ErrorCode::kUnavailable, "killed")) : Status();
  }

  TempFolder folder_;
  std::vector<std::string> fed_;
  std::function<void()> before_commit_;
  uint64_t claims_log_ = 0;
  int steps_ = 0;
  int dies_at_ = 0;
};

TEST_F(RebuildTest, MakesTheClaimsThatWereLost) {
  std::map<std::string, std::string> before;
  for (const LogEntry& entry : kafka.Visible("claims")) before[*entry.key] = *entry.value;
  LoseClaims();
  const RebuildReport report = MustRebuild();
  EXPECT_EQ(report.records, 4U);
  EXPECT_EQ(report.claims, 3U);
  EXPECT_EQ(report.missing_revisions, 0U);
  std::map<std::string, std::string> after;
  for (const LogEntry& entry : kafka.Visible("claims")) after[*entry.key] = *entry.value;
  EXPECT_EQ(after, before) << "the same bytes";
  ExpectNothingDoubled();
}

TEST_F(RebuildTest, ReadsRecordsInConfluentsFormatToo) {
  settings.record_frame = ConfluentFrame(7);
  FeedAndKeep(CableText(4, "Text."));
  ASSERT_TRUE(Run());
  LoseClaims();
  EXPECT_EQ(MustRebuild().claims, 4U);
  ExpectNothingDoubled();
}

TEST_F(RebuildTest, KeepsEveryOffset) {
  std::map<TopicPartition, int64_t> before;
  for (const auto& [partition, offset] : kafka.offsets) before[partition] = offset.offset;
  (void)MustRebuild();
  for (const auto& [partition, offset] : kafka.offsets) {
    EXPECT_EQ(offset.offset, before.at(partition)) << ToString(partition);
  }
}

TEST_F(RebuildTest, ReplacesClaimsThatAreWrong) {
  const LogEntry wrong = kafka.Visible("claims").front();
  for (int32_t i = 0; i < kShards; ++i) {
    LogEntry entry = wrong;
    entry.key = "08ASTANA1050";
    kafka.Append({"claims", i}, entry);
  }
  (void)MustRebuild();
  ExpectNothingDoubled();
}

TEST_F(RebuildTest, LetsNoMemberStartUntilItIsWhole) {
  // Closing the group, emptying the claims, opening the group.
  for (dies_at_ = 2; dies_at_ <= 3; ++dies_at_) {
    steps_ = 0;
    const Result<RebuildReport> report = TryRebuild();
    ASSERT_FALSE(report);
    EXPECT_THAT(report.error().message, HasSubstr("not whole"));
    source.when_idle = [] { return Idle{}; };
    const Status ran = Run();
    source.when_idle = nullptr;
    ASSERT_FALSE(ran);
    EXPECT_EQ(ran.error().code, ErrorCode::kRefused);
    EXPECT_THAT(ran.error().message, HasSubstr("state rebuild"));
  }
  dies_at_ = 0;
  (void)MustRebuild();
  ExpectNothingDoubled();
}

TEST_F(RebuildTest, ChangesNothingWhereTheGroupIsNotClosed) {
  const auto offsets = kafka.offsets;
  dies_at_ = 1;
  ASSERT_FALSE(TryRebuild());
  for (const auto& [partition, offset] : kafka.offsets) {
    EXPECT_EQ(offset.metadata, offsets.at(partition).metadata);
  }
  ExpectNothingDoubled();
}

TEST_F(RebuildTest, WritesALostTransactionAgain) {
  for (const char* call : {"Begin", "Produce", "Flush", "Commit"}) {
    sink.FailNext(call, ErrorCode::kLost);
    (void)MustRebuild();
  }
  sink.FailNext("Commit", ErrorCode::kLost, FakeSink::When::kAfter);
  (void)MustRebuild();
  ExpectNothingDoubled();
}

TEST_F(RebuildTest, LeavesTheFieldToARebuildThatHasTakenOver) {
  sink.FailNext("Commit", ErrorCode::kFenced);
  const Result<RebuildReport> report = TryRebuild();
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, ErrorCode::kRefused);
}

// A member that was not seen works until the group is closed.
TEST_F(RebuildTest, ReadsWhatWasPublishedUntilTheGroupIsClosed) {
  before_commit_ = [this] {
    FeedAndKeep(CableText(4, "Text."));
    EXPECT_TRUE(Run());
  };
  EXPECT_EQ(MustRebuild().records, 5U);
  ExpectNothingDoubled();
}

TEST_F(RebuildTest, LeavesTheClaimsOfAReplayAlone) {
  LogEntry replayed = kafka.Visible("records").front();
  cable::v1::Cable record;
  ASSERT_TRUE(record.ParseFromString(*replayed.value));
  record.set_generation("replay-1");
  record.set_message_id("08ASTANA1050");
  replayed.key = record.message_id();
  replayed.value = record.SerializeAsString();
  for (const auto& [partition, entries] : std::map(kafka.logs)) {
    if (partition.topic == "records") kafka.Append(partition, replayed);
  }
  EXPECT_EQ(MustRebuild().other_generations, 1U);
  ExpectNothingDoubled();
}

TEST_F(RebuildTest, NumbersOnAboveRevisionsWhoseRecordsAreGone) {
  for (auto& [partition, entries] : kafka.logs) {
    if (partition.topic != "records") continue;
    entries.entries.front().visible = false;  // the first revision of cable 1
  }
  EXPECT_EQ(MustRebuild().missing_revisions, 1U);
  Feed(CableText(1, "A third text."));
  ASSERT_TRUE(Run());
  EXPECT_EQ(Records().back().revision(), 3U);
}

TEST_F(RebuildTest, TakesOffsetsThatSomebodySetByHand) {
  for (auto& [partition, offset] : kafka.offsets) offset = {partition, 0, ""};
  EXPECT_EQ(MustRebuild().offsets_adopted, 4U);
  ExpectNothingDoubled();
}

TEST_F(RebuildTest, ServesAGroupThatHasLostItsOffsets) {
  kafka.offsets.clear();
  LoseClaims();
  EXPECT_TRUE(MustRebuild().group_is_new);
  ExpectNothingDoubled();
}

TEST_F(RebuildTest, RefusesAGroupOfOtherSettings) {
  settings.shards = 1;
  const Result<RebuildReport> report = TryRebuild();
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, ErrorCode::kInvalidArgument);
}

TEST_F(RebuildTest, StopsWhereItIsTold) {
  const std::atomic<bool> stop = true;
  const Result<RebuildReport> report = TryRebuild(stop);
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, ErrorCode::kRetry);
}

}  // namespace
}  // namespace cablestream
