#include "app/admin/health.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cablestream {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

class HealthTest : public testing::Test {
 protected:
  const Health::Time start_{};
  Stats stats_;
  Health health_{stats_, start_};
};

TEST_F(HealthTest, IsPatientWithALoopThatHasNotBegun) {
  EXPECT_TRUE(health_.Alive(start_ + seconds(60)).good);
  EXPECT_FALSE(health_.Alive(start_ + seconds(61)).good);
}

TEST_F(HealthTest, CountsFromTheTurnThatWasSeenLast) {
  stats_.loop_turns = 1;
  EXPECT_TRUE(health_.Alive(start_ + minutes(10)).good);
  EXPECT_TRUE(health_.Alive(start_ + minutes(11)).good);
  const HealthAnswer stuck = health_.Alive(start_ + minutes(12));
  EXPECT_FALSE(stuck.good);
  EXPECT_THAT(stuck.reason, testing::HasSubstr("120 s"));
}

TEST_F(HealthTest, RecoversWithTheLoop) {
  EXPECT_FALSE(health_.Alive(start_ + minutes(5)).good);
  stats_.loop_turns = 1;
  EXPECT_TRUE(health_.Alive(start_ + minutes(6)).good);
}

}  // namespace
}  // namespace cablestream
