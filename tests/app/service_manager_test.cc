#include "app/service_manager.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cablestream {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

class ServiceReportTest : public testing::Test {
 protected:
  const Health::Time start_{};
  Stats stats_;
  std::atomic<bool> stop_ = false;
  ServiceReport report_{stats_, stop_, start_};
};

TEST_F(ServiceReportTest, TellsWhatHoldsItUpAndThenThatItIsReady) {
  EXPECT_EQ(report_.Look(start_), "STATUS=no partition is assigned yet\nWATCHDOG=1\n");
  EXPECT_EQ(report_.Look(start_), "WATCHDOG=1\n");
  stats_.owned_partitions = 2;
  stats_.restore_records_read = 10;
  stats_.restore_records_left = 90;
  EXPECT_EQ(report_.Look(start_), "STATUS=restoring, 10 claims are read, 90 left\nWATCHDOG=1\n");
  stats_.ready = true;
  EXPECT_EQ(report_.Look(start_), "READY=1\nSTATUS=ready\nWATCHDOG=1\n");
}

TEST_F(ServiceReportTest, IsReadyOnceForSystemdWhateverComes) {
  stats_.ready = true;
  (void)report_.Look(start_);
  stats_.ready = false;
  EXPECT_EQ(report_.Look(start_), "STATUS=no partition is assigned yet\nWATCHDOG=1\n");
  stats_.ready = true;
  EXPECT_EQ(report_.Look(start_), "STATUS=ready\nWATCHDOG=1\n");
}

TEST_F(ServiceReportTest, LeavesTheWatchdogAloneWhileTheLoopIsStuck) {
  (void)report_.Look(start_);
  EXPECT_EQ(report_.Look(start_ + minutes(2)), "");
  stats_.loop_turns = 1;
  EXPECT_EQ(report_.Look(start_ + minutes(2) + seconds(1)), "WATCHDOG=1\n");
}

TEST_F(ServiceReportTest, TellsThatItStops) {
  stats_.ready = true;
  (void)report_.Look(start_);
  stop_ = true;
  EXPECT_EQ(report_.Look(start_), "STOPPING=1\nSTATUS=stopping\nWATCHDOG=1\n");
  EXPECT_EQ(report_.Look(start_), "WATCHDOG=1\n");
}

}  // namespace
}  // namespace cablestream
