// A redrive over topics in memory, broken off wherever it can be.
#include "replay/redrive.h"

#include <gmock/gmock.h>

#include "fakes/memory_kafka.h"
#include "replay/redrive_marks.h"
#include "storage/temp_folder.h"

namespace cablestream {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr int64_t kTime = 1'213'358'160'000;

// A sink that the test keeps.
class BorrowedSink final : public Sink {
 public:
  BorrowedSink(Sink& sink, const std::function<void()>& when_renewed)
      : sink_(sink), when_renewed_(when_renewed) {}
  [[nodiscard]] bool Fits(const Output& output) const override { return sink_.Fits(output); }
  [[nodiscard]] int64_t RoomForValue(const Output& output) const override {
    return sink_.RoomForValue(output);
  }
  [[nodiscard]] bool PastRetention(OutputTopic topic, int64_t timestamp_ms) const override {
    return sink_.PastRetention(topic, timestamp_ms);
  }
  [[nodiscard]] bool RefusesTimestamp(OutputTopic topic, int64_t timestamp_ms) const override {
    return sink_.RefusesTimestamp(topic, timestamp_ms);
  }
  void NoteRefusedTimestamp(OutputTopic topic, int64_t timestamp_ms) override {
    sink_.NoteRefusedTimestamp(topic, timestamp_ms);
  }
  [[nodiscard]] Status Begin() override { return sink_.Begin(); }
  [[nodiscard]] Status Produce(const Output& output) override { return sink_.Produce(output); }
  [[nodiscard]] Result<std::vector<FlushedClaims>> Flush() override { return sink_.Flush(); }
  [[nodiscard]] std::optional<Refusal> refusal() const override { return sink_.refusal(); }
  [[nodiscard]] Status SendOffsets(std::span<const OffsetCommit> offsets,
                                   const GroupMetadata& membership) override {
    return sink_.SendOffsets(offsets, membership);
  }
  [[nodiscard]] Status Commit() override { return sink_.Commit(); }
  [[nodiscard]] Status Renew() override {
    if (when_renewed_) when_renewed_();
    return sink_.Renew();
  }

 private:
  Sink& sink_;
  const std::function<void()>& when_renewed_;
};

class RedriveTest : public testing::Test {
 protected:
  RedriveTest() {
    settings_.dead_letters = {{"letters", 0}, {"letters", 1}};
    settings_.marks = {{"marks", 0}};
    settings_.raw_topics = {{"raw", 2}};
    settings_.scratch_parent = folder_.path();
    for (const char* topic : {"letters", "raw"}) {
      for (int32_t i = 0; i < 2; ++i) (void)kafka_.logs[{topic, i}];
    }
    (void)kafka_.logs[{"marks", 0}];
  }

  struct Death {
    std::string reason = "no_identity";
    std::string topic = "raw";
    int32_t partition = 0;
    int attempts = 1;
    std::string part = {};
    std::string generation = "live";
    int64_t time_ms = kTime;
  };

  // A letter of the raw message at this offset; the text is its value.
  void AddLetter(int64_t offset, const std::string& text, const Death& death,
                 int32_t partition = 0) {
    LogEntry entry{"key", text, {{"own", "header"}}, death.time_ms, true};
    const auto add = [&](const char* name, const std::string& value) {
      entry.headers.push_back({std::string("cablestream.") + name, value});
    };
    add("reason", death.reason);
    add("topic", death.topic);
    add("partition", std::to_string(death.partition));
    add("offset", std::to_string(offset));
    add("timestamp", std::to_string(death.time_ms));
    add("attempts", std::to_string(death.attempts));
    add("generation", death.generation);
    if (!death.part.empty()) add("part", death.part);
    kafka_.Append({"letters", partition}, std::move(entry));
  }
  void AddLetter(int64_t offset, const std::string& text) { AddLetter(offset, text, {}); }

  Result<RedriveReport> Try() {
    const RedriveActions actions{
        [this](const std::string&) { return std::make_unique<BorrowedSink>(sink_, when_renewed_); },
        [this](std::chrono::milliseconds pause) { pauses_.push_back(pause.count()); }};
    return Redrive(settings_, log_, actions,
                   {stop_, [](uint64_t, uint64_t, uint64_t) {}, [](uint64_t, uint64_t) {},
                    [this](const DeadLetter& letter, RedriveOutcome) {
                      shown_.push_back(letter.value.value_or(""));
                    }});
  }
  RedriveReport Must() {
    const Result<RedriveReport> report = Try();
    EXPECT_TRUE(report) << report.error().message;
    return report.value_or(RedriveReport());
  }

  std::vector<std::string> Values(const std::string& topic) {
    std::vector<std::string> values;
    for (const LogEntry& entry : kafka_.Visible(topic)) values.push_back(*entry.value);
    return values;
  }

  TempFolder folder_;
  MemoryKafka kafka_;
  FakeLogReader log_{kafka_};
  FakeSink sink_{kafka_,
                 {{kRedrivenOutput, "raw"}, {kParkedOutput, "parked"}, {kMarksOutput, "marks"}}};
  std::function<void()> when_renewed_;
  RedriveSettings settings_;
  std::atomic<bool> stop_ = false;
  std::vector<int64_t> pauses_;
  std::vector<std::string> shown_;
};

TEST_F(RedriveTest, PutsEachLetterBackOnceInTheOrderOfTheRawMessages) {
  AddLetter(7, "second");
  AddLetter(3, "first", {}, 1);
  EXPECT_EQ(Must().redriven, 2U);
  EXPECT_THAT(Values("raw"), ElementsAre("first", "second"));
  EXPECT_THAT(Values("marks"), ElementsAre("redriven raw/0/3", "redriven raw/0/7"));
  EXPECT_EQ(Must().done_before, 2U);
  AddLetter(9, "third");
  EXPECT_EQ(Must().redriven, 1U);
  EXPECT_THAT(Values("raw"), ElementsAre("first", "second", "third"));
}

TEST_F(RedriveTest, KeepsMessageAndHistoryAndNamesWhereItStoodFirst) {
  AddLetter(7, "text", {.partition = 1});
  Must();
  const LogEntry back = kafka_.Visible("raw").at(0);
  EXPECT_EQ(back.key, "key");
  EXPECT_EQ(back.timestamp_ms, kTime);
  EXPECT_EQ(kafka_.logs.at({"raw", 1}).entries.size(), 2U) << "where it was, and a marker";
  std::vector<Header> wanted = kafka_.Visible("letters").at(0).headers;
  wanted.push_back({"cablestream.origin", "raw/1/7"});
  EXPECT_EQ(back.headers, wanted);

  // It dies again: the pipeline adds the newest death behind.
  LogEntry again = back;
  const LogEntry letter = kafka_.Visible("letters").at(0);
  for (const Header& header : letter.headers) {
    if (header.name == "own") continue;
    again.headers.push_back({header.name, header.name == "cablestream.offset"
                                              ? std::optional<std::string>("20")
                                              : header.value});
  }
  kafka_.Append({"letters", 0}, again);
  Must();
  const LogEntry twice = kafka_.Visible("raw").at(1);
  EXPECT_EQ(twice.headers, again.headers) << "the origin stays as it is";
}

TEST_F(RedriveTest, ParksWhatWasTriedEnoughOnce) {
  AddLetter(1, "tried once");
  AddLetter(2, "tried twice", {.attempts = 2});
  AddLetter(3, "tried thrice", {.attempts = 3});
  const RedriveReport report = Must();
  EXPECT_EQ(report.redriven, 2U);
  EXPECT_EQ(report.parked, 1U);
  EXPECT_THAT(Values("parked"), ElementsAre("tried thrice"));
  EXPECT_EQ(kafka_.Visible("parked").at(0).headers, kafka_.Visible("letters").at(2).headers);
  EXPECT_EQ(Must().parked, 0U);
}

TEST_F(RedriveTest, JoinsPartsWhereverTheyStand) {
  AddLetter(5, "lo, ", {.part = "2/3"}, 1);
  AddLetter(5, "hel", {.part = "1/3"}, 0);
  AddLetter(4, "whole");
  AddLetter(5, "world", {.part = "3/3"}, 0);
  EXPECT_EQ(Must().redriven, 2U);
  EXPECT_THAT(Values("raw"), ElementsAre("whole", "hello, world"));
  const LogEntry joined = kafka_.Visible("raw").at(1);
  for (const Header& header : joined.headers) {
    EXPECT_NE(header.name, "cablestream.part");
  }
  EXPECT_EQ(Must().done_before, 2U);
}

TEST_F(RedriveTest, ParksInPartsWhatDoesNotFitInOne) {
  AddLetter(5, std::string(900, 'a'), {.attempts = 3, .part = "1/2"});
  AddLetter(5, std::string(900, 'b'), {.attempts = 3, .part = "2/2"});
  sink_.max_message_bytes[kParkedOutput] = 1000;
  EXPECT_EQ(Must().parked, 1U);
  std::string joined;
  for (const std::string& part : Values("parked")) joined += part;
  EXPECT_EQ(joined, std::string(900, 'a') + std::string(900, 'b'));
  EXPECT_GT(Values("parked").size(), 1U);
}

TEST_F(RedriveTest, LeavesALetterThatLacksParts) {
  AddLetter(5, "hel", {.part = "1/3"});
  AddLetter(5, "world", {.part = "3/3"});
  const RedriveReport report = Must();
  EXPECT_EQ(report.redriven, 0U);
  EXPECT_EQ(report.incomplete, 1U);
}

TEST_F(RedriveTest, TakesTheTwoLettersOfAMessageThatWasReadTwice) {
  for (int i = 0; i < 2; ++i) {
    AddLetter(5, "hel", {.part = "1/2"});
    AddLetter(5, "lo", {.part = "2/2"});
  }
  EXPECT_EQ(Must().redriven, 2U);
  EXPECT_THAT(Values("raw"), ElementsAre("hello", "hello"));
  EXPECT_EQ(Must().redriven, 0U);
}

TEST_F(RedriveTest, TakesWhatIsSelectedAlone) {
  AddLetter(1, "empty", {.reason = "empty"});
  AddLetter(2, "early", {.time_ms = kTime - 1});
  AddLetter(3, "late", {.time_ms = kTime + 10});
  AddLetter(4, "replayed", {.generation = "v2"});
  AddLetter(5, "elsewhere", {.topic = "another"});
  kafka_.Append({"letters", 0}, {"key", "no letter", {}, kTime, true});
  settings_.selection.reasons = {"no_identity"};
  settings_.selection.since_ms = kTime;
  settings_.selection.until_ms = kTime + 10;
  EXPECT_EQ(Must().not_wanted, 6U);
  settings_.selection.until_ms = kTime + 11;
  EXPECT_EQ(Must().redriven, 1U);
  EXPECT_THAT(Values("raw"), ElementsAre("late"));
  settings_.selection = {};
  EXPECT_EQ(Must().redriven, 2U);
  settings_.selection.generation = "v2";
  EXPECT_EQ(Must().redriven, 1U);
  EXPECT_THAT(Values("raw"), ElementsAre("late", "empty", "early", "replayed"));
}

TEST_F(RedriveTest, SelectsByIdOfKeyOrText) {
  AddLetter(1, "no cable");
  settings_.selection.message_ids = {"another key"};
  EXPECT_EQ(Must().redriven, 0U);
  settings_.selection.message_ids = {"key"};
  EXPECT_EQ(Must().redriven, 1U);
}

TEST_F(RedriveTest, KeepsToLimitAndRate) {
  for (int offset = 0; offset < 7; ++offset) AddLetter(offset, std::to_string(offset));
  settings_.rate = 2;
  settings_.limit = 5;
  EXPECT_EQ(Must().redriven, 5U);
  EXPECT_THAT(pauses_, ElementsAre(0, 1000, 1000));
  EXPECT_EQ(Must().redriven, 2U);
  EXPECT_THAT(Values("raw"), ElementsAre("0", "1", "2", "3", "4", "5", "6"));
}

TEST_F(RedriveTest, ShowsWithoutTouching) {
  AddLetter(1, "text");
  AddLetter(2, "other", {.attempts = 9});
  settings_.dry_run = true;
  const RedriveReport report = Must();
  EXPECT_EQ(report.redriven, 1U);
  EXPECT_EQ(report.parked, 1U);
  EXPECT_THAT(shown_, ElementsAre("text", "other"));
  EXPECT_THAT(sink_.calls, IsEmpty());
}

TEST_F(RedriveTest, GoesOnFromTheMarksAfterAnUncertainEnd) {
  for (const auto when : {FakeSink::When::kBefore, FakeSink::When::kAfter}) {
    for (const char* call : {"Begin", "Produce", "Flush", "Commit"}) {
      AddLetter(static_cast<int64_t>(Values("raw").size()), "text");
      sink_.FailNext(call, ErrorCode::kLost, when);
      EXPECT_EQ(Must().redriven, 1U) << call;
    }
  }
  EXPECT_EQ(Values("raw").size(), 8U);
  EXPECT_EQ(Values("marks").size(), 8U);
}

TEST_F(RedriveTest, EndsWhereAnotherHasTakenOver) {
  AddLetter(1, "text");
  sink_.FailNext("Commit", ErrorCode::kFenced);
  const Result<RedriveReport> report = Try();
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, ErrorCode::kRefused);
  EXPECT_THAT(report.error().message, HasSubstr("Another redrive"));
}

// What another redrive commits at the last moment, before it is fenced.
TEST_F(RedriveTest, ReadsTheMarksBehindTheNewProducer) {
  AddLetter(1, "text");
  when_renewed_ = [this] {
    kafka_.Append({"marks", 0}, {"0/0", "redriven raw/0/1", {}, -1, true});
  };
  EXPECT_EQ(Must().done_before, 1U);
  EXPECT_THAT(Values("raw"), IsEmpty());
}

TEST_F(RedriveTest, LeavesTheOneThatTheBrokerRefuses) {
  for (const char* text : {"good", "bad", "better"}) {
    AddLetter(static_cast<int64_t>(kafka_.logs[{"letters", 0}].entries.size()), text);
  }
  sink_.refuses = [](OutputTopic topic, const LogEntry& entry) {
    return topic == kRedrivenOutput && entry.value == "bad"
               ? std::optional<std::string>("MSG_SIZE_TOO_LARGE")
               : std::nullopt;
  };
  const RedriveReport report = Must();
  EXPECT_EQ(report.redriven, 2U);
  EXPECT_EQ(report.left, 1U);
  EXPECT_THAT(Values("raw"), ElementsAre("good", "better"));
  sink_.refuses = nullptr;
  EXPECT_EQ(Must().redriven, 1U) << "it can go another time";
}

TEST_F(RedriveTest, LeavesOutATimestampThatIsRefusedOrPastRetention) {
  AddLetter(1, "old", {.time_ms = 5});
  AddLetter(2, "ahead", {.time_ms = kTime + 9});
  AddLetter(3, "good");
  sink_.oldest_timestamp_ms[kRedrivenOutput] = 100;
  sink_.refuses = [](OutputTopic topic, const LogEntry& entry) {
    return topic == kRedrivenOutput && entry.timestamp_ms > kTime
               ? std::optional<std::string>("INVALID_TIMESTAMP")
               : std::nullopt;
  };
  EXPECT_EQ(Must().redriven, 3U);
  std::vector<int64_t> times;
  for (const LogEntry& entry : kafka_.Visible("raw")) times.push_back(entry.timestamp_ms);
  EXPECT_THAT(times, ElementsAre(-1, -1, kTime));
}

TEST_F(RedriveTest, LeavesWhatIsTooLarge) {
  AddLetter(1, std::string(2000, 'x'));
  sink_.max_message_bytes[kRedrivenOutput] = 1000;
  EXPECT_EQ(Must().left, 1U);
  EXPECT_THAT(Values("marks"), IsEmpty());
}

TEST_F(RedriveTest, RefusesMarksOfAnotherTopic) {
  AddLetter(1, "text");
  AddLetter(2, "text");
  Must();
  kafka_.logs[{"letters", 0}] = {};
  EXPECT_EQ(Try().error().code, ErrorCode::kRefused) << "it ends before its marks";
  AddLetter(8, "another");
  AddLetter(9, "another");
  const Result<RedriveReport> report = Try();
  ASSERT_FALSE(report);
  EXPECT_THAT(report.error().message, HasSubstr("stands raw/0/9, where its mark names raw/0/2"));
}

TEST_F(RedriveTest, RefusesAMarkThatIsNone) {
  kafka_.Append({"marks", 0}, {"key", "value", {}, -1, true});
  EXPECT_EQ(Try().error().code, ErrorCode::kRefused);
}

TEST_F(RedriveTest, EndsBehindWhatIsUnderWayWhereItIsStopped) {
  for (int offset = 0; offset < 6; ++offset) AddLetter(offset, std::to_string(offset));
  settings_.rate = 2;
  sink_.refuses = [this](OutputTopic, const LogEntry& entry) {
    if (entry.value == "1") stop_ = true;
    return std::nullopt;
  };
  EXPECT_EQ(Must().redriven, 2U);
  EXPECT_THAT(Values("raw"), ElementsAre("0", "1"));
}

}  // namespace
}  // namespace cablestream
