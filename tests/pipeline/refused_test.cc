// Outputs that only the broker refuses.
#include "pipeline/harness.h"

namespace cablestream {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Key;
using ::testing::Not;
using ::testing::SizeIs;

using Error = std::optional<std::string>;

// The parameter: whether the broker answers while outputs are still being produced.
class RefusedTest : public PipelineHarness, public ::testing::WithParamInterface<bool> {
 protected:
  RefusedTest() {
    sink.answers_at_once = GetParam();
    source.when_idle = [this]() -> Result<SourceEvent> { return WhenIdle(); };
  }

  // A few polls that bring nothing: ways back in a row wait for them. Then the end.
  Result<SourceEvent> WhenIdle() {
    if (idle_polls_++ < 10) return Idle{};
    return StopRequested{};
  }

  // Refuses the record of every text with this word.
  void RefuseRecordsWith(const std::string& word, const std::string& error) {
    sink.refuses = [word, error](OutputTopic topic, const LogEntry& entry) -> Error {
      if (topic != OutputTopic::kRecords || entry.value->find(word) == std::string::npos)
        return std::nullopt;
      return error;
    };
  }
  // Refuses whatever carries a timestamp of its own.
  void RefuseTimestamps() {
    sink.refuses = [](OutputTopic, const LogEntry& entry) -> Error {
      if (entry.timestamp_ms < 0) return std::nullopt;
      return "INVALID_TIMESTAMP";
    };
  }
  [[nodiscard]] std::vector<LogEntry> Letters() const { return kafka.Visible("letters"); }
  [[nodiscard]] std::vector<std::string> KeysOf(const std::string& topic) const {
    std::vector<std::string> keys;
    for (const LogEntry& entry : kafka.Visible(topic)) keys.push_back(entry.key.value_or(""));
    return keys;
  }
  void ExpectStop(const std::string& words, const std::string& advice) {
    const Status ran = Run();
    ASSERT_FALSE(ran);
    EXPECT_EQ(ran.error().code, ErrorCode::kRefused);
    EXPECT_THAT(ran.error().message, HasSubstr(words));
    EXPECT_THAT(ran.error().message, HasSubstr("raw/0/0"));
    EXPECT_THAT(ran.error().message, HasSubstr(advice));
    EXPECT_THAT(Letters(), IsEmpty());
    EXPECT_LE((kafka.offsets[{"raw", 0}].offset), 0);
  }

 private:
  int idle_polls_ = 0;
};

INSTANTIATE_TEST_SUITE_P(BrokerAnswers, RefusedTest, ::testing::Bool(),
                         [](const auto& test) { return test.param ? "AtOnce" : "AtTheFlush"; });

TEST_P(RefusedTest, KeepsTheGuiltyMessageAloneAsADeadLetter) {
  RefuseRecordsWith("monstrous", "MSG_SIZE_TOO_LARGE");
  for (int i = 0; i < 3; ++i) Feed(CableText(i, "Good."));
  const int64_t guilty = Feed(CableText(3, "A monstrous one."));
  for (int i = 4; i < 6; ++i) Feed(CableText(i, "Good."));
  ASSERT_TRUE(Run());
  EXPECT_THAT(PublishedIds(), ElementsAre("08ASTANA1000", "08ASTANA1001", "08ASTANA1002",
                                          "08ASTANA1004", "08ASTANA1005"));
  ASSERT_THAT(Letters(), SizeIs(1));
  auto headers = HeadersOf(Letters()[0]);
  EXPECT_EQ(headers["cablestream.reason"], "rejected");
  EXPECT_THAT(headers["cablestream.detail"], HasSubstr("MSG_SIZE_TOO_LARGE"));
  EXPECT_THAT(headers["cablestream.detail"], HasSubstr("records"));
  EXPECT_EQ(headers["cablestream.offset"], std::to_string(guilty));
  EXPECT_EQ(Letters()[0].value, CableText(3, "A monstrous one."));
  EXPECT_EQ(Letters()[0].timestamp_ms, kTime);
  EXPECT_THAT(KeysOf("claims"), Not(Contains("08ASTANA1003"))) << "what was not published";
  EXPECT_EQ(stats.counts.messages, 6U);
  EXPECT_EQ(stats.counts.dead_letters[static_cast<size_t>(DeadLetterReason::kRejected)], 1U);
}

TEST_P(RefusedTest, GoesOneAtATimeOnlyThroughWhatItHadRead) {
  RefuseRecordsWith("monstrous", "INVALID_RECORD");
  Feed(CableText(1, "A monstrous one."));
  for (int i = 2; i < 5; ++i) Feed(CableText(i, "Good."));
  source.when_idle = [this]() -> Result<SourceEvent> {
    if (PublishedIds().size() == 3) {
      sink.calls.clear();
      for (int i = 5; i < 15; ++i) Feed(CableText(i, "Good."));
    }
    return WhenIdle();
  };
  ASSERT_TRUE(Run());
  EXPECT_THAT(PublishedIds(), SizeIs(13));
  EXPECT_EQ(std::count(sink.calls.begin(), sink.calls.end(), "Commit"), 1)
      << "behind the range, in one batch again";
}

TEST_P(RefusedTest, TakesNoWholeBatchForGuilty) {
  // As of small messages whose batch is too large: each of them is taken alone.
  int queued = 0;
  sink.refuses = [&queued, this](OutputTopic topic, const LogEntry&) -> Error {
    if (sink.calls.size() < 2 || sink.calls[sink.calls.size() - 2] == "Begin") queued = 0;
    if (topic != OutputTopic::kRecords || ++queued < 3) return std::nullopt;
    return "MSG_SIZE_TOO_LARGE";
  };
  for (int i = 0; i < 5; ++i) Feed(CableText(i, "Good."));
  ASSERT_TRUE(Run());
  EXPECT_THAT(PublishedIds(), SizeIs(5));
  EXPECT_THAT(Letters(), IsEmpty());
}

TEST_P(RefusedTest, KeepsAnyNumberInAnyPartition) {
  RefuseRecordsWith("monstrous", "RECORD_LIST_TOO_LARGE");
  for (int i = 0; i < 40; ++i) Feed(CableText(i, i % 3 == 0 ? "A monstrous one." : "Good."), i % 2);
  ASSERT_TRUE(Run());
  EXPECT_THAT(PublishedIds(), SizeIs(26));
  EXPECT_THAT(Letters(), SizeIs(14));
  EXPECT_EQ(stats.counts.messages, 40U);
}

// Whichever partition was read last, the guilty one may stand in any.
TEST_P(RefusedTest, GoesOneAtATimeThroughEveryPartition) {
  RefuseRecordsWith("monstrous", "MSG_SIZE_TOO_LARGE");
  source.when_idle = [this, fed = false]() mutable -> Result<SourceEvent> {
    if (std::exchange(fed, true)) return WhenIdle();
    for (int i = 0; i < 3; ++i) {
      const std::string text = CableText(i, i == 1 ? "A monstrous one." : "Good.");
      const int64_t offset = Feed(text, 1);
      source.Push(ToMessage({"raw", 1}, offset, Raw(text)));
    }
    Feed(CableText(3, "Good."), 0);
    source.Push(ToMessage({"raw", 0}, 0, Raw(CableText(3, "Good."))));
    source.Push(BatchDue{});
    return Idle{};
  };
  ASSERT_TRUE(Run());
  EXPECT_THAT(PublishedIds(), SizeIs(3));
  EXPECT_THAT(Letters(), SizeIs(1));
  EXPECT_EQ(SumOf(stats.transactions_lost), 2U) << "the batch, and the guilty one alone";
  EXPECT_EQ(stats.transactions_lost[static_cast<size_t>(LossCause::kRefusedOutput)], 2U);
}

TEST_P(RefusedTest, SendsARecordAgainWithoutItsTimestamp) {
  RefuseTimestamps();
  Feed(CableText(1, "From tomorrow."));
  ASSERT_TRUE(Run());
  EXPECT_THAT(Letters(), IsEmpty());
  ASSERT_THAT(Records(), SizeIs(1));
  EXPECT_EQ(Records()[0].source().timestamp(), kTime);
  EXPECT_EQ(kafka.Visible("records")[0].timestamp_ms, -1);
}

// A sender whose clock is wrong: each of its messages would take two ways back.
TEST_P(RefusedTest, LearnsWhichTimestampsAreRefused) {
  RefuseTimestamps();
  for (int i = 0; i < 200; ++i) Feed(CableText(i, "From tomorrow."), i % 2);
  ASSERT_TRUE(Run());
  EXPECT_THAT(PublishedIds(), SizeIs(200));
  EXPECT_THAT(Letters(), IsEmpty());
  EXPECT_LE(SumOf(stats.transactions_lost), 2U);
}

TEST_P(RefusedTest, SendsADeadLetterAgainWithoutItsTimestamp) {
  RefuseTimestamps();
  Feed("only words");
  Feed(CableText(1, "Good."));
  ASSERT_TRUE(Run());
  ASSERT_THAT(Letters(), SizeIs(1));
  EXPECT_EQ(Letters()[0].timestamp_ms, -1);
  EXPECT_EQ(HeadersOf(Letters()[0])["cablestream.timestamp"], std::to_string(kTime));
  EXPECT_EQ(HeadersOf(Letters()[0])["cablestream.reason"], "no_identity");
}

TEST_P(RefusedTest, KeepsAMessageThatIsRefusedForItsTimestampAndForItsSize) {
  sink.refuses = [](OutputTopic topic, const LogEntry& entry) -> Error {
    if (entry.timestamp_ms >= 0) return "INVALID_TIMESTAMP";
    if (topic == OutputTopic::kRecords) return "MSG_SIZE_TOO_LARGE";
    return std::nullopt;
  };
  Feed(CableText(1, "Both."));
  ASSERT_TRUE(Run());
  ASSERT_THAT(Letters(), SizeIs(1));
  EXPECT_EQ(HeadersOf(Letters()[0])["cablestream.reason"], "rejected");
  EXPECT_EQ(Letters()[0].timestamp_ms, -1);
}

TEST_P(RefusedTest, BuildsNoRevisionOnARejectedOne) {
  RefuseRecordsWith("monstrous", "MSG_SIZE_TOO_LARGE");
  Feed(CableText(1, "First."));
  Feed(CableText(1, "A monstrous second."));
  Feed(CableText(1, "Third."));
  ASSERT_TRUE(Run());
  ASSERT_THAT(Records(), SizeIs(2));
  EXPECT_EQ(Records()[1].revision(), 2U);
  EXPECT_EQ(Records()[1].supersedes().offset(), 0);
  EXPECT_THAT(Letters(), SizeIs(1));
}

TEST_P(RefusedTest, KeepsAMessageWhoseForwardIsRefused) {
  sink.refuses = [](OutputTopic topic, const LogEntry&) -> Error {
    if (topic != OutputTopic::kHome) return std::nullopt;
    return "MSG_SIZE_TOO_LARGE";
  };
  for (int i = 0; i < 8; ++i) Feed(CableText(i, "Anybody's."));
  source.Push(Assigned{{{"home", 0}, {"raw", 0}}, {"membership", 1, "member"}});
  ASSERT_TRUE(RunWithoutAssignment());
  EXPECT_THAT(Records(), Not(IsEmpty()));
  EXPECT_THAT(Letters(), Not(IsEmpty()));
  EXPECT_EQ(Records().size() + Letters().size(), 8U);
  EXPECT_THAT(HeadersOf(Letters()[0])["cablestream.detail"], HasSubstr("home"));
}

// The next owner finds out for itself.
TEST_P(RefusedTest, ForgetsItsJudgementWithTheAssignment) {
  Feed(CableText(1, "Refused for a while."));
  int refusals = 0;
  sink.refuses = [this, &refusals](OutputTopic topic, const LogEntry&) -> Error {
    if (topic != OutputTopic::kRecords || refusals == 1) return std::nullopt;
    if (++refusals == 1) source.Push(All());
    return "INVALID_RECORD";
  };
  ASSERT_TRUE(Run());
  EXPECT_THAT(PublishedIds(), ElementsAre("08ASTANA1001"));
  EXPECT_THAT(Letters(), IsEmpty());
}

TEST_P(RefusedTest, StopsAtADeadLetterThatIsRefused) {
  sink.refuses = [](OutputTopic topic, const LogEntry&) -> Error {
    if (topic == OutputTopic::kClaims) return std::nullopt;
    return "INVALID_RECORD";
  };
  Feed(CableText(1, "Nobody takes it."));
  ExpectStop("letters (INVALID_RECORD)", "cleanup.policy");
}

TEST_P(RefusedTest, StopsWhereEvenThePresentTimeIsRefused) {
  sink.refuses = [](OutputTopic topic, const LogEntry&) -> Error {
    if (topic == OutputTopic::kClaims) return std::nullopt;
    return "INVALID_TIMESTAMP";
  };
  Feed(CableText(1, "The clocks differ."));
  ExpectStop("records (INVALID_TIMESTAMP)", "clock");
}

// Else every message would become a dead letter.
TEST_P(RefusedTest, StopsAtAClaimThatIsRefused) {
  sink.refuses = [](OutputTopic topic, const LogEntry&) -> Error {
    if (topic != OutputTopic::kClaims) return std::nullopt;
    return "MSG_SIZE_TOO_LARGE";
  };
  Feed(CableText(1, "Good."));
  ExpectStop("claims (MSG_SIZE_TOO_LARGE)", "internal topic");
}

TEST_P(RefusedTest, LaysNoOtherFailureToAMessage) {
  Feed(CableText(1, "Good."));
  for (int i = 0; i < 3; ++i) sink.FailNext("Flush", ErrorCode::kLost);
  ASSERT_TRUE(Run());
  EXPECT_THAT(PublishedIds(), ElementsAre("08ASTANA1001"));
  EXPECT_THAT(Letters(), IsEmpty());
}

TEST_P(RefusedTest, KeepsAMessageWhoseClaimWouldNotFit) {
  sink.max_message_bytes[OutputTopic::kClaims] = 40;
  Feed(CableText(1, "Good."));
  ASSERT_TRUE(Run());
  ASSERT_THAT(Letters(), SizeIs(1));
  EXPECT_EQ(HeadersOf(Letters()[0])["cablestream.reason"], "too_large");
  EXPECT_THAT(Records(), IsEmpty());
}

}  // namespace
}  // namespace cablestream
