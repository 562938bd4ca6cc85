#include "producer/timestamp_bounds.h"

#include <gtest/gtest.h>

namespace cablestream {
namespace {

constexpr int64_t kMinute = 60'000;
constexpr int64_t kHour = 60 * kMinute;
constexpr int64_t kNow = 1'700'000'000'000;

TEST(TimestampBoundsTest, RefuseNothingAtFirst) {
  const TimestampBounds bounds;
  for (const int64_t distance : {-1000 * kHour, int64_t{0}, 1000 * kHour}) {
    EXPECT_FALSE(bounds.Refuses(kNow + distance, kNow));
  }
}

TEST(TimestampBoundsTest, RefuseWhatLiesAsFarAheadAsOneThatWasRefused) {
  TimestampBounds bounds;
  bounds.NoteRefused(kNow + 2 * kHour, kNow);
  EXPECT_TRUE(bounds.Refuses(kNow + 2 * kHour, kNow));
  EXPECT_TRUE(bounds.Refuses(kNow + 9 * kHour, kNow));
  EXPECT_TRUE(bounds.Refuses(kNow + 2 * kHour - 15 * kMinute, kNow)) << "an eighth less";
  EXPECT_FALSE(bounds.Refuses(kNow + 2 * kHour - 15 * kMinute - 1, kNow));
  EXPECT_FALSE(bounds.Refuses(kNow - 9 * kHour, kNow)) << "the other way";
}

TEST(TimestampBoundsTest, LearnOnceFromABurstOfOneTimestampAhead) {
  for (const int64_t ahead : {kMinute, kHour + 1, 2 * kHour, 1000 * kHour}) {
    TimestampBounds bounds;
    int refused = 0;
    for (int64_t i = 0; i < 1000; ++i) {
      const int64_t now = kNow + i * 50;  // each a moment later, so that it lies less far ahead
      if (bounds.Refuses(kNow + ahead, now)) continue;
      bounds.NoteRefused(kNow + ahead, now);
      ++refused;
    }
    EXPECT_EQ(refused, 1) << ahead;
  }
}

TEST(TimestampBoundsTest, RefuseWhatIsAsOldAsOneThatWasRefused) {
  TimestampBounds bounds;
  bounds.NoteRefused(kNow - 2 * kHour, kNow);
  EXPECT_TRUE(bounds.Refuses(kNow - 2 * kHour, kNow));
  EXPECT_FALSE(bounds.Refuses(kNow - 2 * kHour + 1, kNow));
  EXPECT_FALSE(bounds.Refuses(kNow + 9 * kHour, kNow));
}

TEST(TimestampBoundsTest, KeepTheLeastThatWasRefused) {
  TimestampBounds bounds;
  bounds.NoteRefused(kNow + 3 * kHour, kNow);
  bounds.NoteRefused(kNow + 2 * kHour, kNow);
  bounds.NoteRefused(kNow + 4 * kHour, kNow);
  EXPECT_TRUE(bounds.Refuses(kNow + 2 * kHour, kNow));
}

TEST(TimestampBoundsTest, AreForgottenAfterAnHour) {
  TimestampBounds bounds;
  bounds.NoteRefused(kNow + 2 * kHour, kNow);
  const int64_t later = kNow + kHour + 1;
  EXPECT_TRUE(bounds.Refuses(later + 3 * kHour, later - 1));
  EXPECT_FALSE(bounds.Refuses(later + 3 * kHour, later));
  bounds.NoteRefused(later + 3 * kHour, later);
  EXPECT_FALSE(bounds.Refuses(later + 2 * kHour, later)) << "what was forgotten stays so";
}

}  // namespace
}  // namespace cablestream
