#include "app/admin/status_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace cablestream {
namespace {

using std::chrono::minutes;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class StatusPageTest : public testing::Test {
 protected:
  StatusPageTest() { view_.history.Take({}, stats_); }

  [[nodiscard]] std::string Page() const { return StatusPage(view_, stats_); }

  Stats stats_;
  StatusView view_{{true, "alive"}, {true, "ready"}, {}, {}, {}};
};

TEST_F(StatusPageTest, TellsTheWorstOfItsState) {
  EXPECT_THAT(Page(), HasSubstr("class=\"state good\">ready<"));
  view_.ready = {false, "restoring, 3 claims are read"};
  EXPECT_THAT(Page(), HasSubstr("class=\"state wait\">restoring, 3 claims are read<"));
  view_.alive = {false, "the loop has not turned for 61 s"};
  EXPECT_THAT(Page(), AllOf(HasSubstr("class=\"state bad\">the loop has not turned for 61 s<"),
                            HasSubstr("The loop stands still")));
}

TEST_F(StatusPageTest, ShowsThePartitionsThatAreFurthestBehindFirst) {
  EXPECT_THAT(Page(), HasSubstr("None is read yet"));
  for (int32_t i = 0; i < 101; ++i) view_.partitions.push_back({{"raw", i}, 1000 + i, i});
  view_.partitions.push_back({{"raw", 200}, 7, std::nullopt});
  const std::string page = Page();
  EXPECT_LT(page.find(">1100<"), page.find(">1099<"));
  EXPECT_THAT(page, AllOf(HasSubstr("<td class=\"word\">reading</td><td class=\"number\">7</td>"),
                          HasSubstr("<td class=\"word\">behind</td>"), Not(HasSubstr(">1000<")),
                          HasSubstr("and 2 more")));
}

TEST_F(StatusPageTest, SaysWhatNeedsALook) {
  EXPECT_THAT(Page(), Not(HasSubstr("Needs a look")));
  stats_.counts.dead_letters[static_cast<size_t>(DeadLetterReason::kNoIdentity)] = 2;
  stats_.transactions_lost[static_cast<size_t>(LossCause::kRebalance)] = 9;
  stats_.transactions_lost[static_cast<size_t>(LossCause::kBrokers)] = 3;
  DeadLetterPlaces places;
  AddPlace(DeadLetterReason::kNoIdentity, "raw<1>/0/17", places);
  stats_.recent_dead_letters.Add(places);
  view_.history.Take(History::Time(minutes(1)), stats_);
  EXPECT_THAT(Page(),
              AllOf(HasSubstr("<li>3 transactions were lost by a fault"),
                    HasSubstr("<li>2 messages became dead letters"),
                    HasSubstr("<td class=\"word\">no_identity</td><td class=\"number\">2</td>"
                              "<td>raw&lt;1&gt;/0/17<br></td>")));
}

TEST(RecentDeadLettersTest, KeepsTheNewestOfEachReason) {
  RecentDeadLetters recent;
  for (int i = 0; i < 4; ++i) {
    DeadLetterPlaces places;
    AddPlace(DeadLetterReason::kEmpty, std::to_string(2 * i), places);
    AddPlace(DeadLetterReason::kEmpty, std::to_string(2 * i + 1), places);
    recent.Add(places);
  }
  EXPECT_THAT(recent.Get()[static_cast<size_t>(DeadLetterReason::kEmpty)],
              testing::ElementsAre("7", "6", "5", "4", "3"));
}

}  // namespace
}  // namespace cablestream
