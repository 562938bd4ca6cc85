// What KafkaLogReader promises.
#include "consumer/log_reader.h"

#include <gmock/gmock.h>

#include "kafka_world.h"

namespace cablestream {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class LogReaderTest : public testing::Test {
 protected:
  void Open(const std::vector<LogPosition>& positions) {
    const Status opened = reader_->Open(positions);
    ASSERT_TRUE(opened) << Words(opened.error());
  }

  // Reads until the end of `partition` is told at `end` or behind it.
  std::vector<std::string> ReadTo(const TopicPartition& partition, int64_t end) {
    std::vector<std::string> lines;
    Await("an end", [&] {
      const LogEvent event = Must(reader_->Next());
      if (const auto* message = std::get_if<Message>(&event)) lines.push_back(Line(*message));
      const auto* told = std::get_if<PartitionEnd>(&event);
      return told != nullptr && told->partition == partition && told->offset >= end;
    });
    return lines;
  }

  Watermarks Marks(const TopicPartition& partition) {
    std::optional<Watermarks> marks;
    Await("watermarks", [&] {
      const Result<Watermarks> answer = reader_->QueryWatermarks(partition);
      if (!answer && answer.error().code != ErrorCode::kRetry) {
        throw std::runtime_error(answer.error().message);
      }
      if (answer) marks = *answer;
      return marks.has_value();
    });
    return *marks;
  }

  Writer writer_;
  const std::string topic_ = MakeTopic("log", 2);
  const TopicPartition log_{topic_, 0};
  std::unique_ptr<KafkaLogReader> reader_ =
      Must(KafkaLogReader::Create(TestBrokers(), Unique("group")));
};

TEST_F(LogReaderTest, ReadsFromAPositionToTheEnd) {
  writer_.Write(log_, {"a", "b", "c"});
  Open({{log_, 1}});
  EXPECT_THAT(ReadTo(log_, 3), ElementsAre("1=b", "2=c"));
}

TEST_F(LogReaderTest, TellsTheEndOfWhatHoldsNothing) {
  Open({{log_, 0}});
  EXPECT_THAT(ReadTo(log_, 0), IsEmpty());
}

TEST_F(LogReaderTest, ReadsWhatWasOpenedLastAlone) {
  const TopicPartition other{topic_, 1};
  writer_.Write(log_, std::vector<std::string>(200, "v"));
  writer_.Write(other, {"a", "b"});
  Open({{log_, 0}});
  Await("a message", [&] { return std::holds_alternative<Message>(Must(reader_->Next())); });
  Open({{other, 1}});
  EXPECT_THAT(ReadTo(other, 2), ElementsAre("1=b"));
}

TEST_F(LogReaderTest, ReadsNothingOnceClosed) {
  writer_.Write(log_, std::vector<std::string>(200, "v"));
  Open({{log_, 0}});
  Await("a message", [&] { return std::holds_alternative<Message>(Must(reader_->Next())); });
  reader_->Close();
  for (int turn = 0; turn < 4; ++turn) {
    EXPECT_TRUE(std::holds_alternative<Idle>(Must(reader_->Next())));
  }
}

// A restore that took the last stable offset for the end would miss the claims behind it.
TEST_F(LogReaderTest, CountsOpenTransactionsInTheHighWatermark) {
  Writer transactions(Unique("writer"));
  writer_.Write(log_, {"before"});
  transactions.Begin();
  transactions.Write(log_, {"open"});
  writer_.Write(log_, {"after"});
  const Watermarks marks = Marks(log_);
  EXPECT_EQ(marks.low, 0);
  EXPECT_EQ(marks.high, 3);
  Open({{log_, 0}});
  EXPECT_THAT(ReadTo(log_, 1), ElementsAre("0=before"));
  transactions.Abort();
  EXPECT_THAT(ReadTo(log_, 4), ElementsAre("2=after"));
  EXPECT_EQ(Marks(log_).high, 4) << "the marker counts";
}

TEST_F(LogReaderTest, RefusesAnOffsetThatIsNotThere) {
  Open({{log_, 7}});
  std::optional<Error> error;
  Await("an error", [&] {
    const Result<LogEvent> event = reader_->Next();
    if (!event && event.error().code != ErrorCode::kRetry) error = event.error();
    return error.has_value();
  });
  EXPECT_EQ(error->code, ErrorCode::kRefused) << Words(*error);
}

TEST_F(LogReaderTest, RefusesATopicThatIsGone) {
  const TopicPartition nowhere{Unique("nowhere"), 0};
  std::optional<Error> error;
  Await("an error", [&] {
    const Result<Watermarks> marks = reader_->QueryWatermarks(nowhere);
    if (marks || marks.error().code != ErrorCode::kRetry) error = marks.error();
    return error.has_value();
  });
  EXPECT_EQ(error->code, ErrorCode::kRefused) << Words(*error);
}

TEST_F(LogReaderTest, KnowsNoOffsetOfANewGroup) {
  std::vector<CommittedOffset> offsets;
  const std::vector<TopicPartition> partitions = {{topic_, 1}, {topic_, 0}};
  Await("offsets", [&] {
    const auto committed = reader_->Committed(partitions);
    if (committed) offsets = *committed;
    return committed.has_value();
  });
  ASSERT_EQ(offsets.size(), 2u);
  for (size_t i = 0; i < offsets.size(); ++i) {
    EXPECT_EQ(offsets[i].partition, partitions[i]);
    EXPECT_EQ(offsets[i].offset, -1);
    EXPECT_EQ(offsets[i].metadata, "");
  }
}

}  // namespace
}  // namespace cablestream
