#include "pipeline/pass_headers.h"

#include "kafka/murmur2.h"
#include "pipeline/harness.h"

namespace cablestream {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(PassHeadersTest, PassesWhatFitsAPattern) {
  struct Case {
    const char* pattern;
    const char* name;
    bool fits;
  };
  constexpr Case kCases[] = {
      {"traceparent", "traceparent", true},
      {"traceparent", "Traceparent", false},
      {"traceparent", "traceparent2", false},
      {"x-*", "x-desk", true},
      {"x-*", "x-", true},
      {"x-*", "my-x-desk", false},
      {"*-id", "trace-id", true},
      {"*-id", "trace-id2", false},
      {"a*b*c", "abc", true},
      {"a*b*c", "a-b-b-c", true},
      {"a*b*c", "acb", false},
      {"ab*ba", "aba", false},
      {"*", "anything", true},
      {"*", "", true},
      {"**", "anything", true},
      {"*a*", "bab", true},
      {"", "x", false},
      {"*", "source", false},
      {"source", "source", false},
      {"*", "content-type", false},
      {"cablestream.*", "cablestream.reason", false},
  };
  for (const Case& each : kCases) {
    const auto passed = HeadersToPass({each.pattern}, {{each.name, "1"}});
    EXPECT_EQ(!passed.empty(), each.fits) << each.pattern << " " << each.name;
  }
}

TEST(PassHeadersTest, KeepsOrderRepeatsAndHeadersWithoutAValue) {
  const std::vector<Header> headers = {{"b", "1"}, {"c", "2"}, {"a", std::nullopt}, {"b", "1"}};
  EXPECT_THAT(HeadersToPass({"a", "b"}, headers),
              ElementsAre(Header{"b", "1"}, Header{"a", std::nullopt}, Header{"b", "1"}));
  EXPECT_THAT(HeadersToPass({}, headers), IsEmpty());
}

class PassedHeadersTest : public PipelineHarness {
 protected:
  static int SerialOf(int32_t shard) {
    int serial = 1;
    while (PartitionOf("08ASTANA" + std::to_string(1000 + serial), kShards) != shard) ++serial;
    return serial;
  }
  Status RunOwner(int32_t shard) {
    source.Push(Assigned{{{"home", shard}, {"raw", shard}}, {"membership", 1, "member"}});
    return RunWithoutAssignment();
  }
};

// The message of shard 1 goes through home.
TEST_F(PassedHeadersTest, AreThoseOfTheRawMessageWhicheverWayItCame) {
  settings.pass_headers = {"trace*", "cablestream.*"};
  for (const int32_t shard : {0, 1}) {
    LogEntry entry = Raw(CableText(SerialOf(shard), "Passed on."));
    entry.headers = {{"tracestate", "x"}, {"other", "y"}, {"traceparent", "z"}};
    kafka.Append({"raw", 0}, entry);
  }
  ASSERT_TRUE(RunOwner(0));
  ASSERT_TRUE(RunOwner(1));
  const std::vector<LogEntry> records = kafka.Visible("records");
  ASSERT_THAT(records, SizeIs(2));
  EXPECT_EQ(stats.counts.forwards, 1U);
  for (const LogEntry& record : records) {
    ASSERT_THAT(record.headers, SizeIs(6));
    EXPECT_EQ(record.headers[0].name, "content-type");
    EXPECT_EQ(record.headers[4], (Header{"tracestate", "x"}));
    EXPECT_EQ(record.headers[5], (Header{"traceparent", "z"}));
  }
}

}  // namespace
}  // namespace cablestream
