#include "replay/bound.h"

#include <gmock/gmock.h>

namespace cablestream {
namespace {

using testing::HasSubstr;
using testing::Pair;
using testing::UnorderedElementsAre;

template <typename Kind>
Kind As(std::string_view text) {
  const Result<Bound> bound = ReadBound(text);
  const Kind* kind = bound ? std::get_if<Kind>(&*bound) : nullptr;
  EXPECT_NE(kind, nullptr) << text;
  return kind == nullptr ? Kind{} : *kind;
}

TEST(BoundTest, ReadsTheEndsOfALog) {
  (void)As<LogBeginning>("beginning");
  (void)As<LogEnd>("end");
}

TEST(BoundTest, ReadsOneOffsetForAllPartitions) {
  EXPECT_EQ(As<AtOffset>("0").offset, 0);
  EXPECT_EQ(As<AtOffset>("1200").offset, 1200);
}

TEST(BoundTest, ReadsTimesOfAnyZone) {
  EXPECT_EQ(As<AtTime>("2008-06-13T11:56:00Z").time_ms, 1'213'358'160'000);
  EXPECT_EQ(As<AtTime>("2008-06-13T13:56:00.250+02:00").time_ms, 1'213'358'160'250);
}

TEST(BoundTest, ReadsOffsetsOfPartitions) {
  EXPECT_THAT(
      As<AtOffsets>("0:12,3:0").offsets,
      UnorderedElementsAre(Pair(TopicPartition{"", 0}, 12), Pair(TopicPartition{"", 3}, 0)));
  EXPECT_THAT(As<AtOffsets>("cables.raw/1:7").offsets,
              UnorderedElementsAre(Pair(TopicPartition{"cables.raw", 1}, 7)));
}

TEST(BoundTest, RefusesWhatIsNoPlace) {
  for (const char* text :
       {"", "start", "-1", "1.5", "2008-06-13", "2008-13-13T11:56:00Z", "0:", ":1", "0:1,",
        "0:1,0:2", "/0:1", "a/b:1", "0:-1", "99999999999999999999"}) {
    const Result<Bound> bound = ReadBound(text);
    ASSERT_FALSE(bound) << text;
    EXPECT_EQ(bound.error().code, ErrorCode::kInvalidArgument);
    EXPECT_THAT(bound.error().message, HasSubstr("expected beginning, end"));
  }
}

}  // namespace
}  // namespace cablestream
