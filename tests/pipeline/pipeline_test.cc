#include "pipeline/pipeline.h"

#include "pipeline/harness.h"

namespace cablestream {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

class PipelineTest : public PipelineHarness {};

TEST_F(PipelineTest, PublishesEachMessageOnceAndCommitsBehindIt) {
  Feed(CableText(1, "One."), 0);
  Feed(CableText(2, "Two."), 1);
  ASSERT_TRUE(Run());
  EXPECT_THAT(PublishedIds(), UnorderedElementsAre("08ASTANA1001", "08ASTANA1002"));
  EXPECT_EQ((kafka.offsets[{"raw", 0}].offset), 1);
  EXPECT_EQ((kafka.offsets[{"raw", 1}].offset), 1);
  EXPECT_EQ(stats.counts.messages, 2U);
  EXPECT_EQ(stats.counts.records, 2U);
}

TEST_F(PipelineTest, KeepsTheOrderThatIsTheGuarantee) {
  Feed(CableText(1, "One."));
  ASSERT_TRUE(Run());
  EXPECT_THAT(sink.calls, ElementsAre("Renew", "Begin", "Produce records", "Produce claims",
                                      "Flush", "SendOffsets", "Commit"));
  EXPECT_EQ(sink.membership.member_id, "member");
}

TEST_F(PipelineTest, SaysInTheRecordWhereTheMessageStands) {
  Feed("no cable at all");
  const int64_t offset = Feed(CableText(1, "One."));
  ASSERT_TRUE(Run());
  const std::vector<LogEntry> records = kafka.Visible("records");
  ASSERT_EQ(records.size(), 1U);
  const cable::v1::Cable cable = Records().front();
  EXPECT_EQ(cable.source().topic(), "raw");
  EXPECT_EQ(cable.source().partition(), 0);
  EXPECT_EQ(cable.source().offset(), offset);
  EXPECT_EQ(cable.source().timestamp(), kTime);
  EXPECT_EQ(cable.revision(), 1U);
  EXPECT_EQ(cable.generation(), "live");
  EXPECT_EQ(records[0].key, "08ASTANA1001");
  EXPECT_EQ(records[0].timestamp_ms, kTime);
  EXPECT_EQ(HeadersOf(records[0])["message-type"], "cable.v1.Cable");
  EXPECT_EQ(HeadersOf(records[0])["source"], "raw/0/1");
}

TEST_F(PipelineTest, DropsADuplicateWithinOneTransaction) {
  Feed(CableText(1, "One."), 0);
  Feed(CableText(1, "One."), 1);
  ASSERT_TRUE(Run());
  EXPECT_THAT(PublishedIds(), ElementsAre("08ASTANA1001"));
  EXPECT_EQ(Duplicates(), 1U);
}

TEST_F(PipelineTest, DropsADuplicateOfAnEarlierLife) {
  Feed(CableText(1, "One."));
  ASSERT_TRUE(Run());
  Feed(CableText(1, "One."), 1);
  ASSERT_TRUE(Run());
  EXPECT_THAT(PublishedIds(), ElementsAre("08ASTANA1001"));
}

TEST_F(PipelineTest, DropsADuplicateOfAnEarlierLifeWhoseStateIsLost) {
  Feed(CableText(1, "One."));
  ASSERT_TRUE(Run());
  store = FailingStore(kShards);
  Feed(CableText(1, "One."), 1);
  ASSERT_TRUE(Run());
  EXPECT_THAT(PublishedIds(), ElementsAre("08ASTANA1001"));
}

TEST_F(PipelineTest, PublishesAnotherTextAsTheNextRevision) {
  Feed(CableText(1, "The minister will come."));
  Feed(CableText(1, "The minister will not come."));
  ASSERT_TRUE(Run());
  const std::vector<cable::v1::Cable> records = Records();
  ASSERT_EQ(records.size(), 2U);
  EXPECT_EQ(records[1].revision(), 2U);
  EXPECT_EQ(records[1].supersedes().offset(), 0);
  EXPECT_THAT(records[1].changed_fields(), ElementsAre("text"));
  EXPECT_EQ(stats.counts.revisions, 1U);
}

TEST_F(PipelineTest, TakesAnOriginalAfterItsCorrectionForADuplicate) {
  Feed(CableText(1, "First."));
  Feed(CableText(1, "Second."));
  Feed(CableText(1, "First."));
  ASSERT_TRUE(Run());
  EXPECT_EQ(Records().size(), 2U);
  EXPECT_EQ(Records().back().revision(), 2U);
  EXPECT_EQ(Duplicates(), 1U);
}

TEST_F(PipelineTest, PublishesACancellationOfTheSameText) {
  Feed(CableText(1, "First."));
  Feed(CableText(1, "First.", "ZFR"));
  ASSERT_TRUE(Run());
  ASSERT_EQ(Records().size(), 2U);
  EXPECT_EQ(Records().back().disposition(), cable::v1::DISPOSITION_CANCELLATION);
}

TEST_F(PipelineTest, SendsAConflictToTheDeadLettersIfToldTo) {
  settings.on_conflict = OnConflict::kDeadLetter;
  Feed(CableText(1, "First."));
  Feed(CableText(1, "Second."));
  ASSERT_TRUE(Run());
  EXPECT_EQ(Records().size(), 1U);
  const std::vector<LogEntry> letters = kafka.Visible("letters");
  ASSERT_EQ(letters.size(), 1U);
  EXPECT_EQ(HeadersOf(letters[0])["cablestream.reason"], "conflict");
}

TEST_F(PipelineTest, KeepsWhatIsNoCableAndGoesOn) {
  kafka.Append({"raw", 0}, Raw(std::nullopt));
  kafka.Append({"raw", 0}, Raw(""));
  kafka.Append({"raw", 0}, Raw("these are only words"));
  Feed(CableText(1, "One."));
  ASSERT_TRUE(Run());
  EXPECT_THAT(PublishedIds(), ElementsAre("08ASTANA1001"));
  const std::vector<LogEntry> letters = kafka.Visible("letters");
  ASSERT_EQ(letters.size(), 3U);
  EXPECT_EQ(HeadersOf(letters[0])["cablestream.reason"], "null");
  EXPECT_EQ(letters[0].value, std::nullopt);
  EXPECT_EQ(HeadersOf(letters[1])["cablestream.reason"], "empty");
  EXPECT_EQ(HeadersOf(letters[2])["cablestream.reason"], "no_identity");
  EXPECT_EQ(letters[2].value, "these are only words");
  EXPECT_EQ(HeadersOf(letters[2])["cablestream.offset"], "2");
  EXPECT_EQ(stats.counts.messages, 4U);
}

TEST_F(PipelineTest, KeepsAMessageWhoseRecordIsTooLarge) {
  sink.max_message_bytes[OutputTopic::kRecords] = 1000;
  Feed(CableText(1, std::string(1500, 'x')));
  Feed(CableText(2, "Two."));
  ASSERT_TRUE(Run());
  EXPECT_THAT(PublishedIds(), ElementsAre("08ASTANA1002"));
  ASSERT_EQ(kafka.Visible("letters").size(), 1U);
  EXPECT_EQ(HeadersOf(kafka.Visible("letters")[0])["cablestream.reason"], "too_large");
}

TEST_F(PipelineTest, SplitsADeadLetterThatIsTooLargeItself) {
  sink.max_message_bytes[OutputTopic::kDeadLetters] = 1000;
  std::string text;
  for (int i = 0; i < 1500; ++i) text += static_cast<char>('a' + i % 26);
  Feed(text);
  ASSERT_TRUE(Run());
  const std::vector<LogEntry> letters = kafka.Visible("letters");
  ASSERT_GT(letters.size(), 1U);
  std::string joined;
  for (size_t i = 0; i < letters.size(); ++i) {
    joined += letters[i].value.value_or("");
    EXPECT_EQ(HeadersOf(letters[i])["cablestream.part"],
              std::to_string(i + 1) + "/" + std::to_string(letters.size()));
  }
  EXPECT_EQ(joined, text);
  EXPECT_EQ(stats.counts.dead_letters[static_cast<size_t>(DeadLetterReason::kNoIdentity)], 1U);
}

TEST_F(PipelineTest, CountsAttemptsOn) {
  LogEntry entry = Raw("only words");
  entry.headers = {{"trace", "1"}, {"cablestream.attempts", "2"}};
  kafka.Append({"raw", 0}, entry);
  ASSERT_TRUE(Run());
  ASSERT_EQ(kafka.Visible("letters").size(), 1U);
  const std::vector<Header> headers = kafka.Visible("letters")[0].headers;
  EXPECT_EQ(headers[0], (Header{"trace", "1"}));
  EXPECT_EQ(HeadersOf(kafka.Visible("letters")[0])["cablestream.attempts"], "3");
}

TEST_F(PipelineTest, RefusesARecordThatRetentionWouldDelete) {
  sink.oldest_timestamp_ms[OutputTopic::kRecords] = kTime + 1;
  Feed(CableText(1, "One."));
  const Status ran = Run();
  ASSERT_FALSE(ran);
  EXPECT_EQ(ran.error().code, ErrorCode::kRefused);
  EXPECT_THAT(ran.error().message, HasSubstr("retention.ms"));
  EXPECT_THAT(PublishedIds(), IsEmpty());

  settings.force = true;
  ASSERT_TRUE(Run());
  EXPECT_THAT(PublishedIds(), ElementsAre("08ASTANA1001"));
}

TEST_F(PipelineTest, LeavesOutATimestampByWhichRetentionWouldDeleteADeadLetter) {
  sink.oldest_timestamp_ms[OutputTopic::kDeadLetters] = kTime + 1;
  Feed("only words");
  ASSERT_TRUE(Run());
  sink.oldest_timestamp_ms[OutputTopic::kDeadLetters] = kTime;
  Feed("other words");
  ASSERT_TRUE(Run());
  const std::vector<LogEntry> letters = kafka.Visible("letters");
  ASSERT_EQ(letters.size(), 2U);
  EXPECT_EQ(letters[0].timestamp_ms, -1);
  EXPECT_EQ(HeadersOf(letters[0])["cablestream.timestamp"], std::to_string(kTime));
  EXPECT_EQ(letters[1].timestamp_ms, kTime);
}

TEST_F(PipelineTest, CommitsAnAssignmentWithoutMessages) {
  ASSERT_TRUE(Run());
  EXPECT_EQ(kafka.offsets.size(), 4U);
  EXPECT_FALSE((kafka.offsets[{"home", 1}].metadata.empty()));
}

TEST_F(PipelineTest, SettlesTheOpenTransactionBeforeItGivesPartitionsBack) {
  Feed(CableText(1, "One."));
  source.when_idle = [this]() -> Result<SourceEvent> {
    source.when_idle = nullptr;
    Feed(CableText(2, "Two."));
    source.Push(ToMessage({"raw", 0}, 1, kafka.logs[{"raw", 0}].entries[1]));
    source.Push(Revoked{false});
    return Idle{};
  };
  ASSERT_TRUE(Run());
  EXPECT_THAT(PublishedIds(), UnorderedElementsAre("08ASTANA1001", "08ASTANA1002"));
  EXPECT_EQ((kafka.offsets[{"raw", 0}].offset), 2);
  EXPECT_EQ(source.calls.back(), "Release");
}

TEST_F(PipelineTest, CommitsNothingOfALostAssignment) {
  Feed(CableText(1, "One."));
  source.when_idle = [this]() -> Result<SourceEvent> {
    source.when_idle = nullptr;
    Feed(CableText(2, "Two."));
    source.Push(ToMessage({"raw", 0}, 1, kafka.logs[{"raw", 0}].entries[1]));
    source.Push(Revoked{true});
    return Idle{};
  };
  ASSERT_TRUE(Run());
  EXPECT_THAT(PublishedIds(), ElementsAre("08ASTANA1001"));
  EXPECT_EQ((kafka.offsets[{"raw", 0}].offset), 1);
  EXPECT_EQ(sink.calls.back(), "Renew");
}

TEST_F(PipelineTest, LeavesNothingOpenWhereItsLastCommitFails) {
  source.when_idle = [this]() -> Result<SourceEvent> {
    Feed(CableText(1, "One."));
    source.Push(ToMessage({"raw", 0}, 0, kafka.logs[{"raw", 0}].entries[0]));
    source.Push(StopRequested{});
    sink.FailNext("SendOffsets", ErrorCode::kLost);
    return Idle{};
  };
  ASSERT_TRUE(Run());
  EXPECT_EQ(sink.calls.back(), "Renew");
}

TEST_F(PipelineTest, LeavesNothingOpenThatItHasGivenUpBeforeAStop) {
  source.when_idle = [this]() -> Result<SourceEvent> {
    Feed(CableText(1, "One."));
    source.Push(ToMessage({"raw", 0}, 0, kafka.logs[{"raw", 0}].entries[0]));
    source.Push(Revoked{true});
    source.Push(StopRequested{});
    return Idle{};
  };
  ASSERT_TRUE(Run());
  EXPECT_EQ(sink.calls.back(), "Renew");
}

TEST_F(PipelineTest, JoinsAnewWhenItsSeatWasTaken) {
  source.Push(Fail(ErrorCode::kFenced, "fenced"));
  ASSERT_TRUE(Run());
  EXPECT_EQ(source.calls.front(), "Renew");
}

TEST_F(PipelineTest, JoinsAnewWhenItsSeatWasTakenWhileItGaveItsPartitionsUp) {
  source.Push(All());
  source.Push(Revoked{});
  source.release_fails = ErrorCode::kFenced;
  ASSERT_TRUE(RunWithoutAssignment());
  EXPECT_EQ(source.calls.back(), "Renew");
  EXPECT_THAT(source.calls, Not(Contains("Halt"))) << "no way back without a seat";
}

// To a member that slept: others have gone on, and deleted what is done.
TEST_F(PipelineTest, TakesTheOffsetsAnewWhereTheNextOneIsGone) {
  Feed(CableText(1, "One."));
  source.Push(All());
  source.Push(Idle{});
  source.Push(Fail(ErrorCode::kRefused, "out of range"));
  const Status ran = RunWithoutAssignment();
  EXPECT_TRUE(ran) << ran.error().message;
  EXPECT_THAT(PublishedIds(), ElementsAre("08ASTANA1001"));
  EXPECT_GT(stats.restores, 1U);
}

TEST_F(PipelineTest, GivesUpAfterTenTriesWithoutACommit) {
  Feed(CableText(1, "One."));
  for (int i = 0; i < 11; ++i) sink.FailNext("Commit", ErrorCode::kLost);
  source.when_idle = [] { return Idle{}; };
  const Status ran = Run();
  ASSERT_FALSE(ran);
  EXPECT_EQ(ran.error().code, ErrorCode::kLost);
  EXPECT_EQ(SumOf(stats.transactions_lost), 11U);
}

TEST_F(PipelineTest, DoesNotTryAgainWhatIsNotAuthorised) {
  Feed(CableText(1, "One."));
  sink.FailNext("Commit", ErrorCode::kUnavailable);
  const Status ran = Run();
  ASSERT_FALSE(ran);
  EXPECT_EQ(ran.error().code, ErrorCode::kUnavailable);
}

TEST_F(PipelineTest, NoticesAClaimsTopicThatWasMadeAnewUnderIt) {
  Feed(CableText(1, "One."));
  Feed(CableText(2, "Two."));
  source.when_idle = [this]() -> Result<SourceEvent> {
    source.when_idle = nullptr;
    for (int32_t i = 0; i < kShards; ++i) kafka.logs[{"claims", i}] = {};
    for (int serial = 3; serial < 9; ++serial) Feed(CableText(serial, "More."));
    return Idle{};
  };
  const Status ran = Run();
  ASSERT_FALSE(ran);
  EXPECT_EQ(ran.error().code, ErrorCode::kRefused);
  EXPECT_THAT(ran.error().message, HasSubstr("made anew while this process ran"));
  EXPECT_EQ(Records().size(), 2U);
  EXPECT_EQ(sink.calls.back(), "Renew") << "nothing may stay open";
}

// A commit that took place although it was reported lost.
TEST_F(PipelineTest, CountsATransactionWhoseEndWasNotKnownAtFirst) {
  Feed(CableText(1, "One."));
  Feed(CableText(2, "Two."));
  sink.FailNext("Commit", ErrorCode::kLost, FakeSink::When::kAfter);
  ASSERT_TRUE(Run());
  EXPECT_EQ(stats.counts.records, 2U);
  EXPECT_EQ(stats.counts.messages, 2U);
}

TEST_F(PipelineTest, CountsATransactionOnceThatWasLostAndMadeAgain) {
  ASSERT_TRUE(Run());  // every partition has an offset, most of which stay as they are
  Feed(CableText(1, "One."));
  Feed("only words", 1);
  sink.FailNext("Commit", ErrorCode::kLost);
  ASSERT_TRUE(Run());
  EXPECT_EQ(PublishedIds().size(), 1U);
  EXPECT_EQ(stats.counts.messages, 2U);
}

// A member that others have replaced, and that has not heard of it yet.
TEST_F(PipelineTest, CountsNothingThatAnotherHasCommittedMeanwhile) {
  ASSERT_TRUE(Run());
  Feed(CableText(1, "One."));
  sink.FailNext("Commit", ErrorCode::kFenced);
  log.when_asked = [this] {
    if (SumOf(stats.transactions_lost) == 0) return;
    kafka.offsets[{"raw", 0}].offset = 1;
    source.Push(Revoked{true});
  };
  ASSERT_TRUE(Run());
  EXPECT_EQ((kafka.offsets[{"raw", 0}].offset), 1);
  EXPECT_EQ(stats.counts.messages, 0U);
}

TEST_F(PipelineTest, EndsWhereTheRawTopicsEndedAtTheStart) {
  settings.until_end = true;
  Feed(CableText(1, "One."), 0);
  Feed(CableText(2, "Two."), 1);
  source.when_idle = [] { return Idle{}; };  // never stopped from outside
  ASSERT_TRUE(Run());
  EXPECT_THAT(PublishedIds(), UnorderedElementsAre("08ASTANA1001", "08ASTANA1002"));
}

TEST_F(PipelineTest, EndsAtOnceWhereNothingIsToBeDone) {
  settings.until_end = true;
  source.when_idle = [] { return Idle{}; };
  EXPECT_TRUE(Run());
}

// Every call of the sink, failing before and after it has taken effect.
struct FailurePoint {
  const char* call;
  FakeSink::When when;
};

class FailurePointTest : public PipelineHarness,
                         public ::testing::WithParamInterface<FailurePoint> {};

TEST_P(FailurePointTest, LosesAndDoublesNothing) {
  Feed(CableText(1, "One."), 0);
  Feed(CableText(2, "Two."), 1);
  sink.FailNext(GetParam().call, ErrorCode::kLost, GetParam().when);
  source.when_idle = [this, left = 3]() mutable -> Result<SourceEvent> {
    if (left-- == 0) return StopRequested{};
    Feed(CableText(2, "Two."), 0);
    Feed(CableText(3 + left, "More."), 1);
    sink.FailNext(GetParam().call, ErrorCode::kLost, GetParam().when);
    source.Push(Assigned(All()));
    return Idle{};
  };
  ASSERT_TRUE(Run());
  EXPECT_THAT(PublishedIds(), UnorderedElementsAre("08ASTANA1001", "08ASTANA1002", "08ASTANA1003",
                                                   "08ASTANA1004", "08ASTANA1005"));
}

INSTANTIATE_TEST_SUITE_P(EachCall, FailurePointTest,
                         ::testing::Values(FailurePoint{"Begin", FakeSink::When::kBefore},
                                           FailurePoint{"Produce", FakeSink::When::kBefore},
                                           FailurePoint{"Flush", FakeSink::When::kBefore},
                                           FailurePoint{"Flush", FakeSink::When::kAfter},
                                           FailurePoint{"SendOffsets", FakeSink::When::kBefore},
                                           FailurePoint{"SendOffsets", FakeSink::When::kAfter},
                                           FailurePoint{"Commit", FakeSink::When::kBefore},
                                           FailurePoint{"Commit", FakeSink::When::kAfter}),
                         [](const auto& point) {
                           return std::string(point.param.call) +
                                  (point.param.when == FakeSink::When::kBefore ? "Before"
                                                                               : "After");
                         });

// Every call of the store, failing as a full disk and as spoilt bytes do.
using StoreFailure = std::tuple<const char*, ErrorCode>;

class StoreFailureTest : public PipelineHarness,
                         public ::testing::WithParamInterface<StoreFailure> {};

TEST_P(StoreFailureTest, LosesAndDoublesNothing) {
  const auto& [call, code] = GetParam();
  Feed(CableText(1, "One."));
  ASSERT_TRUE(Run());
  Feed(CableText(1, "One."), 1);
  Feed(CableText(2, "Two."), 1);
  store.FailNext(call, code);
  source.when_idle = [this, failed = false, fail_call = call,
                      fail_code = code]() mutable -> Result<SourceEvent> {
    if (failed) return StopRequested{};
    failed = true;
    Feed(CableText(2, "Two."), 0);
    Feed(CableText(3, "Three."), 0);
    store.FailNext(fail_call, fail_code);
    source.Push(Assigned(All()));
    return Idle{};
  };
  ASSERT_TRUE(Run());
  EXPECT_THAT(PublishedIds(), UnorderedElementsAre("08ASTANA1001", "08ASTANA1002", "08ASTANA1003"));
  EXPECT_EQ(store.failures(), 2);
}

INSTANTIATE_TEST_SUITE_P(EachCall, StoreFailureTest,
                         ::testing::Combine(::testing::Values("Find", "Apply", "NextOffset"),
                                            ::testing::Values(ErrorCode::kIo,
                                                              ErrorCode::kCorruption)),
                         [](const auto& point) {
                           return std::string(std::get<0>(point.param)) +
                                  (std::get<1>(point.param) == ErrorCode::kIo ? "Io"
                                                                              : "Corruption");
                         });

}  // namespace
}  // namespace cablestream
