// What KafkaLogTrimmer does to a log.
#include <gtest/gtest.h>

#include "kafka_world.h"
#include "producer/kafka_log_trimmer.h"

namespace cablestream {
namespace {

class LogTrimmerTest : public testing::Test {
 protected:
  LogTrimmerTest() {
    for (const TopicPartition& log : {first_, second_}) writer_.Write(log, {"a", "b", "c", "d"});
  }

  void DeleteBelow(const std::vector<LogHead>& heads) { trimmer_.DeleteBelow(heads); }
  [[nodiscard]] int64_t StartOf(const TopicPartition& log) {
    return Must(reader_->QueryWatermarks(log)).low;
  }

  Writer writer_;
  const std::string topic_ = MakeTopic("home", 2);
  const TopicPartition first_{topic_, 0};
  const TopicPartition second_{topic_, 1};
  std::unique_ptr<KafkaLogReader> reader_ =
      Must(KafkaLogReader::Create(TestBrokers(), Unique("reader")));
  KafkaLogTrimmer trimmer_{TestBrokers()};
};

TEST_F(LogTrimmerTest, DeletesTheHeadsOfLogs) {
  DeleteBelow({{first_, 2}, {second_, 4}});
  Await("the new starts", [&] { return StartOf(first_) == 2 && StartOf(second_) == 4; });
}

// Beyond the end, and of no topic at all: logged, and the rest is done.
TEST_F(LogTrimmerTest, GoesOnPastWhatFails) {
  DeleteBelow({{first_, 9}});
  DeleteBelow({{{Unique("nowhere"), 0}, 1}});
  DeleteBelow({{first_, 1}});
  Await("the new start", [&] { return StartOf(first_) == 1; });
}

}  // namespace
}  // namespace cablestream
