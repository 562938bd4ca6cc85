#include "consumer/unknown_partitions.h"

#include <gtest/gtest.h>

namespace cablestream {
namespace {

using namespace std::chrono_literals;

const TopicPartition kLog{"log", 0};

TEST(UnknownPartitionsTest, MayBeNewForTenSeconds) {
  UnknownPartitions unknown;
  const UnknownPartitions::Clock::time_point start;
  EXPECT_TRUE(unknown.MayBeNew(kLog, start));
  EXPECT_TRUE(unknown.MayBeNew(kLog, start + 9s));
  EXPECT_FALSE(unknown.MayBeNew(kLog, start + 10s));
  EXPECT_FALSE(unknown.MayBeNew(kLog, start + 19s)) << "as long as somebody asks";
  EXPECT_TRUE(unknown.MayBeNew({"log", 1}, start + 19s)) << "each for itself";
}

TEST(UnknownPartitionsTest, MayBeNewAgainAfterNobodyAskedForLong) {
  UnknownPartitions unknown;
  const UnknownPartitions::Clock::time_point start;
  EXPECT_TRUE(unknown.MayBeNew(kLog, start));
  EXPECT_TRUE(unknown.MayBeNew(kLog, start + 1h)) << "a topic that was made anew meanwhile";
  EXPECT_TRUE(unknown.MayBeNew(kLog, start + 1h + 9s));
  EXPECT_FALSE(unknown.MayBeNew(kLog, start + 1h + 10s));
}

TEST(UnknownPartitionsTest, MayBeNewAgainAfterTheyWereKnown) {
  UnknownPartitions unknown;
  const UnknownPartitions::Clock::time_point start;
  EXPECT_TRUE(unknown.MayBeNew(kLog, start));
  unknown.NoteKnown(kLog);
  EXPECT_TRUE(unknown.MayBeNew(kLog, start + 9s));
  EXPECT_TRUE(unknown.MayBeNew(kLog, start + 18s));
}

}  // namespace
}  // namespace cablestream
