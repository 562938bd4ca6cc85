#include "replay/resolve.h"

#include <gmock/gmock.h>

namespace cablestream {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

const TopicPartition kFirst{"raw", 0};
const TopicPartition kSecond{"raw", 1};

// Offsets 10 to 99 are there, message n having the time 1000 n; the second partition has 10 to 19.
Result<std::map<TopicPartition, OffsetRange>> Resolve(
    const std::string& from, const std::string& to,
    const std::map<std::string, int32_t>& topics = {{"raw", 2}}) {
  const auto ends = [](const TopicPartition& partition) {
    return Result<Watermarks>(Watermarks{10, partition == kFirst ? 100 : 20});
  };
  const ResolveActions actions{
      ends, [&](const TopicPartition& partition, int64_t time_ms) {
        const Watermarks log = *ends(partition);
        return Result<int64_t>(std::clamp((time_ms + 999) / 1000, log.low, log.high));
      }};
  return ResolveRanges(*ReadBound(from), *ReadBound(to), topics, actions);
}

void ExpectRanges(const std::string& from, const std::string& to, OffsetRange first,
                  OffsetRange second) {
  const auto ranges = Resolve(from, to);
  ASSERT_TRUE(ranges) << ranges.error().message;
  EXPECT_THAT(*ranges, ElementsAre(Pair(kFirst, first), Pair(kSecond, second)))
      << from << " to " << to;
}

TEST(ResolveTest, GivesEveryPartitionItsRange) {
  ExpectRanges("beginning", "end", {10, 100}, {10, 20});
  ExpectRanges("15", "30", {15, 30}, {15, 20});
  ExpectRanges("50", "end", {50, 100}, {20, 20});
  ExpectRanges("1970-01-01T00:00:12Z", "1970-01-01T00:00:15Z", {12, 15}, {12, 15});
}

TEST(ResolveTest, ReadsOfNamedPartitionsAlone) {
  ExpectRanges("0:20", "end", {20, 100}, {10, 10});
  ExpectRanges("beginning", "raw/1:15", {10, 10}, {10, 15});
  ExpectRanges("0:20,1:12", "0:30,1:13", {20, 30}, {12, 13});
}

void ExpectRefused(const std::string& from, const std::string& to, const std::string& words,
                   const std::map<std::string, int32_t>& topics = {{"raw", 2}}) {
  const auto ranges = Resolve(from, to, topics);
  ASSERT_FALSE(ranges) << from << " to " << to;
  EXPECT_EQ(ranges.error().code, ErrorCode::kInvalidArgument);
  EXPECT_THAT(ranges.error().message, HasSubstr(words));
}

TEST(ResolveTest, RefusesWhatCanNotBe) {
  ExpectRefused("5", "end", "was deleted");
  ExpectRefused("2:5", "end", "is no raw partition");
  ExpectRefused("other/0:5", "end", "is no raw partition");
  ExpectRefused("0:30", "0:20", "before it begins");
  ExpectRefused("0:5", "end", "several raw topics", {{"raw", 2}, {"raw2", 1}});
}

}  // namespace
}  // namespace cablestream
