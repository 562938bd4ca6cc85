#include "audit/message_facts.h"

#include <gtest/gtest.h>

namespace cablestream {
namespace {

TEST(ParseSourceTest, ReadsWhatARecordSays) {
  EXPECT_EQ(ParseSource("cables.raw/3/4711"), (NamedSource{"cables.raw", 3, 4711}));
  for (const char* wrong : {"", "/", "//", "raw", "raw/1", "raw/1/", "raw//1", "raw/-1/1",
                            "raw/1/x", "raw/99999999999/1", "raw/1/1 "}) {
    EXPECT_EQ(ParseSource(wrong), std::nullopt) << wrong;
  }
}

std::optional<DeadLetterFacts> Read(const std::vector<Header>& headers) {
  return ReadDeadLetter(headers);
}

std::vector<Header> Death(const std::string& offset, const std::string& part = "") {
  std::vector<Header> headers = {{"cablestream.reason", "empty"},
                                 {"cablestream.topic", "raw"},
                                 {"cablestream.partition", "2"},
                                 {"cablestream.offset", offset},
                                 {"cablestream.generation", "live"}};
  if (!part.empty()) headers.push_back({"cablestream.part", part});
  return headers;
}

TEST(ReadDeadLetterTest, ReadsWhereTheMessageStood) {
  const auto facts = Read(Death("7"));
  ASSERT_TRUE(facts);
  EXPECT_EQ(facts->source, (NamedSource{"raw", 2, 7}));
  EXPECT_EQ(facts->reason, "empty");
  EXPECT_EQ(facts->generation, "live");
  EXPECT_EQ(facts->parts, 1U);
}

TEST(ReadDeadLetterTest, ReadsTheNewestDeathAlone) {
  std::vector<Header> headers = Death("7", "2/3");
  for (Header& header : Death("9")) headers.push_back(header);
  const auto facts = Read(headers);
  ASSERT_TRUE(facts);
  EXPECT_EQ(facts->source.offset, 9);
  EXPECT_EQ(facts->parts, 1U) << "the part that it once was is whole again";
}

TEST(ReadDeadLetterTest, ReadsParts) {
  const auto facts = Read(Death("7", "2/3"));
  ASSERT_TRUE(facts);
  EXPECT_EQ(facts->part, 2U);
  EXPECT_EQ(facts->parts, 3U);
  for (const char* wrong : {"0/3", "4/3", "x/3", "2", "2/", "2/3/4"}) {
    EXPECT_FALSE(Read(Death("7", wrong))) << wrong;
  }
}

TEST(ReadDeadLetterTest, ReadsAttemptsAndTime) {
  std::vector<Header> headers = Death("7");
  EXPECT_EQ(Read(headers)->attempts, 1);
  EXPECT_EQ(Read(headers)->timestamp_ms, -1);
  headers.push_back({"cablestream.timestamp", "1213358160000"});
  headers.push_back({"cablestream.attempts", "3"});
  EXPECT_EQ(Read(headers)->attempts, 3);
  EXPECT_EQ(Read(headers)->timestamp_ms, 1'213'358'160'000);
  headers.push_back({"cablestream.timestamp", "-1"});
  headers.push_back({"cablestream.attempts", "many"});
  EXPECT_EQ(Read(headers)->attempts, 1);
  EXPECT_EQ(Read(headers)->timestamp_ms, -1);
}

TEST(ReadDeadLetterTest, TakesOtherMessagesForNone) {
  EXPECT_FALSE(Read({}));
  EXPECT_FALSE(Read({{"cablestream.reason", "empty"}}));
  EXPECT_FALSE(Read(Death("x")));
}

}  // namespace
}  // namespace cablestream
