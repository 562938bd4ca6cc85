// What KafkaSource promises of reading.
#include "consumer/source.h"

#include <gmock/gmock.h>

#include "kafka_world.h"

namespace cablestream {
namespace {

using testing::ElementsAre;
using testing::Pair;
using testing::UnorderedElementsAre;

constexpr int kQuietTurns = 4;  // of up to a poll interval each

class SourceTest : public testing::Test {
 protected:
  // Nothing but waiting.
  void ExpectQuiet() {
    for (int turn = 0; turn < kQuietTurns; ++turn) {
      const Result<SourceEvent> event = member_.Next();
      ASSERT_TRUE(event) << Words(event.error());
      EXPECT_TRUE(std::holds_alternative<Idle>(*event)) << "event " << event->index();
    }
  }

  void Start(const std::vector<StartPosition>& positions) {
    const Status started = member_.source().Start(positions);
    ASSERT_TRUE(started) << Words(started.error());
  }

  Writer writer_;
  const TopicPartition raw_{MakeTopic("raw", 1), 0};
  const TopicPartition home_{MakeTopic("home", 1), 0};
  Member member_{Unique("group"), {raw_.topic, home_.topic}};
};

TEST_F(SourceTest, ReadsNothingBeforeItIsStarted) {
  writer_.Write(raw_, {"a"});
  EXPECT_THAT(member_.AwaitAssigned().partitions, UnorderedElementsAre(raw_, home_));
  ExpectQuiet();
}

TEST_F(SourceTest, ReadsFromThePositionsThatItIsGiven) {
  writer_.Write(raw_, {"a", "b", "c"});
  writer_.Write(home_, {"x", "y"});
  (void)member_.AwaitAssigned();
  Start({{raw_, 1}, {home_, 2}});
  EXPECT_THAT(member_.ReadTo({{raw_, 3}, {home_, 2}}),
              ElementsAre(Pair(raw_, ElementsAre("1=b", "2=c"))));
}

TEST_F(SourceTest, GoesBackToAnOlderPosition) {
  writer_.Write(raw_, {"a", "b", "c"});
  (void)member_.AwaitAssigned();
  Start({{raw_, 0}, {home_, 0}});
  EXPECT_THAT(member_.ReadTo({{raw_, 3}})[raw_], ElementsAre("0=a", "1=b", "2=c"));
  ASSERT_TRUE(member_.source().Halt());
  writer_.Write(raw_, {"d"});
  ExpectQuiet();
  Start({{raw_, 1}, {home_, 0}});
  EXPECT_THAT(member_.ReadTo({{raw_, 4}})[raw_], ElementsAre("1=b", "2=c", "3=d"));
}

// What was read ahead before must not come after.
TEST_F(SourceTest, GoesBackInTheMiddleOfReading) {
  writer_.Write(raw_, std::vector<std::string>(500, "v"));
  (void)member_.AwaitAssigned();
  for (const int64_t start : {0, 490, 100, 498, 0}) {
    Start({{raw_, start}, {home_, 0}});
    EXPECT_EQ(member_.AwaitNext<Message>("a message").offset, start);
    EXPECT_EQ(member_.AwaitNext<Message>("a message").offset, start + 1);
  }
}

TEST_F(SourceTest, TellsTheEndBehindMarkersAndAbortedMessages) {
  Writer transactions(Unique("writer"));
  transactions.Begin();
  transactions.Write(raw_, {"a", "b"});
  transactions.Commit();
  transactions.Begin();
  transactions.Write(raw_, {"aborted", "aborted"});
  transactions.Abort();
  (void)member_.AwaitAssigned();
  Start({{raw_, 0}, {home_, 0}});
  const auto read = member_.ReadTo({{raw_, 6}});  // two messages, a marker, two, a marker
  EXPECT_THAT(read.at(raw_), ElementsAre("0=a", "1=b"));
}

TEST_F(SourceTest, WaitsAtAnOpenTransaction) {
  Writer transactions(Unique("writer"));
  writer_.Write(raw_, {"before"});
  transactions.Begin();
  transactions.Write(raw_, {"open"});
  writer_.Write(raw_, {"after"});
  (void)member_.AwaitAssigned();
  Start({{raw_, 0}, {home_, 0}});
  EXPECT_THAT(member_.ReadTo({{raw_, 1}})[raw_], ElementsAre("0=before"));
  transactions.Commit();
  EXPECT_THAT(member_.ReadTo({{raw_, 4}})[raw_], ElementsAre("1=open", "2=after"));
}

// Over and over: pausing what was just assigned has lost messages in librdkafka before.
TEST_F(SourceTest, DrainsHomeBeforeItReadsRaw) {
  Writer transactions(Unique("writer"));
  transactions.Begin();
  transactions.Write(home_, {"x", "y", "z"});
  transactions.Commit();  // the last offset is the marker's: no message ever reaches the end
  writer_.Write(raw_, {"a", "b", "c"});
  (void)member_.AwaitAssigned();
  for (int round = 0; round < 6; ++round) {
    Start({{raw_, 1, -1}, {home_, 1, 4}});
    std::vector<std::string> order;
    Await("the raw messages", [&] {
      const SourceEvent event = Must(member_.Next());
      if (const auto* message = std::get_if<Message>(&event)) {
        order.emplace_back(*message->value);
      }
      return !order.empty() && order.back() == "c";
    });
    EXPECT_THAT(order, ElementsAre("y", "z", "b", "c")) << "round " << round;
    ASSERT_TRUE(member_.source().Halt());
  }
}

TEST_F(SourceTest, ReadsARangeOneMessageABatch) {
  writer_.Write(raw_, {"a", "b", "c", "d"});
  writer_.Write(home_, {"x"});
  (void)member_.AwaitAssigned();
  Start({{raw_, 1, -1, 3}, {home_, 0, -1, 1}});
  std::string order;  // messages, and "|" where a batch ends behind one
  Await("the messages", [&] {
    const SourceEvent event = Must(member_.Next());
    if (const auto* message = std::get_if<Message>(&event)) order += *message->value;
    if (std::holds_alternative<BatchDue>(event) && !order.empty() && order.back() != '|') {
      order += '|';
    }
    return std::count(order.begin(), order.end(), '|') >= 4;
  });
  EXPECT_THAT(order, testing::AnyOf("x|b|c|d|", "b|x|c|d|", "b|c|x|d|", "b|c|d|x|"));
}

// The end of a partition ends its range too: the last messages may be gone by then.
TEST_F(SourceTest, ReadsInWholeBatchesBehindARange) {
  writer_.Write(raw_, {"a", "b", "c", "d"});
  (void)member_.AwaitAssigned();
  Start({{raw_, 0, -1, 1}, {home_, 0, -1, 0}});
  EXPECT_EQ(member_.AwaitNext<Message>("a message").value, "a");
  (void)member_.AwaitNext<BatchDue>("a commit");
  EXPECT_EQ(member_.AwaitNext<Message>("a message").value, "b");
  EXPECT_TRUE(std::holds_alternative<Message>(Must(member_.source().Next(Wait::kForEvent))));
}

// A pause outlives the assignment that it was made under.
TEST_F(SourceTest, ReadsRawAfterADrainThatWasCutShort) {
  writer_.Write(home_, {"x"});
  writer_.Write(raw_, {"a"});
  (void)member_.AwaitAssigned();
  Start({{raw_, 0, -1}, {home_, 0, 2}});  // one more than there is yet
  EXPECT_EQ(member_.AwaitNext<Message>("a message").value, "x");
  ASSERT_TRUE(member_.source().Halt());
  Start({{raw_, 0, -1}, {home_, 1, 1}});
  EXPECT_THAT(member_.ReadTo({{raw_, 1}})[raw_], ElementsAre("0=a"));
}

TEST_F(SourceTest, DrainsNothingWhereHomeIsAtItsEnd) {
  writer_.Write(home_, {"x"});
  writer_.Write(raw_, {"a"});
  (void)member_.AwaitAssigned();
  Start({{raw_, 0, -1}, {home_, 1, 1}});
  EXPECT_THAT(member_.ReadTo({{raw_, 1}})[raw_], ElementsAre("0=a"));
}

// Both where messages go on behind it and where only a marker stands there.
TEST_F(SourceTest, ReadsToAnOffsetAndTellsTheEndThere) {
  Writer transactions(Unique("writer"));
  writer_.Write(raw_, {"a", "b", "c", "d"});
  transactions.Begin();
  transactions.Write(home_, {"x"});
  transactions.Commit();
  (void)member_.AwaitAssigned();
  for (int round = 0; round < 3; ++round) {
    Start({{raw_, 0, -1, -1, 2}, {home_, 0, -1, -1, 1}});
    Lines read = member_.ReadTo({{raw_, 2}, {home_, 1}});
    EXPECT_THAT(read[raw_], ElementsAre("0=a", "1=b"));
    EXPECT_THAT(read[home_], ElementsAre("0=x"));
    ASSERT_TRUE(member_.source().Halt());
  }
  Start({{raw_, 1}, {home_, 0}});  // a pause would outlive the range
  EXPECT_THAT(member_.ReadTo({{raw_, 4}})[raw_], ElementsAre("1=b", "2=c", "3=d"));
}

TEST_F(SourceTest, ReadsNothingOfAPartitionThatStartsWhereItIsReadTo) {
  writer_.Write(raw_, {"a", "b"});
  writer_.Write(home_, {"x"});
  (void)member_.AwaitAssigned();
  Start({{raw_, 7, -1, -1, 7}, {home_, 0, 1}});  // an offset that is not there
  EXPECT_THAT(member_.ReadTo({{home_, 1}}), ElementsAre(Pair(home_, ElementsAre("0=x"))));
  (void)member_.AwaitNext<BatchDue>("a commit");
  ExpectQuiet();
}

TEST_F(SourceTest, RefusesAnOffsetThatIsNotThere) {
  writer_.Write(raw_, {"a"});
  (void)member_.AwaitAssigned();
  Start({{raw_, 5}, {home_, 0}});
  const Error error = member_.AwaitError();
  EXPECT_EQ(error.code, ErrorCode::kRefused) << Words(error);
}

// What was only started is committed too: an assignment without messages, for one.
TEST_F(SourceTest, AsksForACommitAfterAStartWithoutMessages) {
  (void)member_.AwaitAssigned();
  Start({{raw_, 0}, {home_, 0}});
  (void)member_.AwaitNext<BatchDue>("a commit");
}

}  // namespace
}  // namespace cablestream
