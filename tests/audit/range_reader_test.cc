#include "audit/range_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fakes/memory_kafka.h"

namespace cablestream {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class RangeReaderTest : public ::testing::Test {
 protected:
  RangeReaderTest() {
    for (int i = 0; i < 4; ++i) kafka.Append({"t", 0}, {{}, std::to_string(i), {}, -1, true});
  }

  Status Read(int64_t from, int64_t to) {
    RangeReader reader(log, hooks);
    const LogRange range{{"t", 0}, from, to};
    return reader.Read({&range, 1}, {[this](const Message& message) -> Status {
                         values.emplace_back(*message.value);
                         if (values.back() == fail_at) return Fail(ErrorCode::kIo, "full");
                         return {};
                       }});
  }

  MemoryKafka kafka;
  FakeLogReader log{kafka};
  std::atomic<bool> stop = false;
  AuditHooks hooks{stop, [](uint64_t, uint64_t, uint64_t) {}};
  std::vector<std::string> values;
  std::string fail_at;
};

TEST_F(RangeReaderTest, ReadsFromAndTo) {
  ASSERT_TRUE(Read(1, 3));
  EXPECT_THAT(values, ElementsAre("1", "2"));
}

TEST_F(RangeReaderTest, EndsBehindMarkersToo) {
  kafka.Append({"t", 0}, {{}, {}, {}, -1, /*visible=*/false});
  ASSERT_TRUE(Read(3, 5));
  EXPECT_THAT(values, ElementsAre("3"));
}

TEST_F(RangeReaderTest, EndsWhereTheNextMessageStandsBehindIt) {
  kafka.logs[{"t", 0}].entries[2].visible = false;
  ASSERT_TRUE(Read(1, 3));
  EXPECT_THAT(values, ElementsAre("1"));
}

TEST_F(RangeReaderTest, ReadsNothingOfAnEmptyRange) {
  ASSERT_TRUE(Read(4, 4));
  EXPECT_THAT(values, IsEmpty());
  EXPECT_THAT(log.opened, IsEmpty());
}

TEST_F(RangeReaderTest, ReadsNoMoreOfAPartitionThatIsDone) {
  for (int i = 0; i < 3; ++i) kafka.Append({"t", 1}, {{}, "other", {}, -1, true});
  RangeReader reader(log, hooks);
  const std::vector<LogRange> ranges = {{{"t", 0}, 0, 1}, {{"t", 1}, 0, 3}};
  int read = 0;
  ASSERT_TRUE(reader.Read(ranges, {[&read](const Message&) -> Status {
                            ++read;
                            return {};
                          }}));
  EXPECT_EQ(read, 4);
  EXPECT_EQ(log.opened.back().partition, (TopicPartition{"t", 1}));
}

TEST_F(RangeReaderTest, GivesUpOnAnEndThatNeverComes) {
  const Status read = Read(0, 9);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, ErrorCode::kUnavailable);
  EXPECT_THAT(read.error().message, HasSubstr("t[0] can't be read from 4 to 9"));
}

TEST_F(RangeReaderTest, FailsAsItsHandlerAndAtAStop) {
  fail_at = "1";
  EXPECT_EQ(Read(0, 4).error().code, ErrorCode::kIo);
  stop = true;
  EXPECT_EQ(Read(0, 4).error().code, ErrorCode::kRetry);
}

}  // namespace
}  // namespace cablestream
