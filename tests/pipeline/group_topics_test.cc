#include "pipeline/group_topics.h"

#include <gtest/gtest.h>

#include <chrono>
#include <climits>

namespace cablestream {
namespace {

using namespace std::chrono_literals;

TEST(GroupTopicsTest, KnowFromWhenOnATopicCountsItsRetention) {
  struct Case {
    TopicSettings settings;
    std::optional<std::chrono::milliseconds> retention;
  };
  const Case cases[] = {
      {{{"cleanup.policy", "delete"}, {"retention.ms", "7000"}}, 7s},
      {{{"cleanup.policy", "compact,delete"}, {"retention.ms", "7000"}}, 7s},
      {{{"cleanup.policy", "delete"}, {"retention.ms", "-1"}}, std::nullopt},
      {{{"cleanup.policy", "compact"}, {"retention.ms", "7000"}}, std::nullopt},
      {{{"cleanup.policy", "delete"},
        {"retention.ms", "7000"},
        {"message.timestamp.type", "CreateTime"}},
       7s},
      {{{"cleanup.policy", "delete"},
        {"retention.ms", "7000"},
        {"message.timestamp.type", "LogAppendTime"}},
       std::nullopt},
  };
  for (size_t i = 0; i < std::size(cases); ++i) {
    EXPECT_EQ(RetentionFromTimestamp(cases[i].settings), cases[i].retention) << "case " << i;
  }
}

TopicSettings Home(int64_t max_message_bytes) {
  return {{"cleanup.policy", "delete"},
          {"retention.ms", "-1"},
          {"retention.bytes", "-1"},
          {kMaxMessageBytes, std::to_string(max_message_bytes)}};
}

TEST(GroupTopicsTest, WantAHomeThatTakesWhateverTheRawTopicsTake) {
  constexpr int64_t kRaw = 2'000'000;
  EXPECT_FALSE(WrongInHome(Home(HomeBytesFor(kRaw)), kRaw));
  EXPECT_FALSE(WrongInHome(Home(INT_MAX), INT_MAX));
  const auto wrong = WrongInHome(Home(kRaw), kRaw);
  ASSERT_TRUE(wrong) << "a forward has headers too";
  EXPECT_EQ(ToMend("home", *wrong),
            "Topic home would lose messages that it must keep: set its "
            "max.message.bytes to 2065536.");
}

TEST(GroupTopicsTest, WantDeadLettersThatAreNotCompacted) {
  EXPECT_FALSE(WrongInDeadLetters({{"cleanup.policy", "delete"}}));
  for (const char* policy : {"compact", "compact,delete"}) {
    const auto wrong = WrongInDeadLetters({{"cleanup.policy", policy}});
    ASSERT_TRUE(wrong) << policy;
    EXPECT_EQ(wrong->name, "cleanup.policy");
    EXPECT_EQ(wrong->wanted, "delete");
  }
}

}  // namespace
}  // namespace cablestream
