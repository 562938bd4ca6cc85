#include "app/admin/history.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cablestream {
namespace {

using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

TEST(HistoryTest, TellsRatesBetweenSamples) {
  const History::Time start{};
  Stats stats;
  History history;
  history.Take(start, stats);
  EXPECT_THAT(history.PerSecond()[0], IsEmpty());
  stats.counts.messages = 50;
  stats.counts.duplicates[0] = 5;
  stats.counts.duplicates[2] = 10;
  history.Take(start + seconds(5), stats);
  stats.counts.messages = 60;
  stats.counts.records = 20;
  history.Take(start + seconds(15), stats);
  EXPECT_THAT(history.PerSecond(), ElementsAre(ElementsAre(10, 1), ElementsAre(0, 2),
                                               ElementsAre(3, 0), ElementsAre(0, 0)));
}

TEST(HistoryTest, ForgetsWhatIsOld) {
  const History::Time start{};
  Stats stats;
  History history;
  for (size_t i = 0; i < 2 * History::kMostSamples; ++i) {
    ++stats.counts.messages;
    history.Take(start + seconds(i), stats);
  }
  EXPECT_THAT(history.PerSecond()[0], SizeIs(History::kMostSamples - 1));
}

TEST(HistoryThreadTest, BeginsAtOnceAndEndsAtOnce) {
  Stats stats;
  const HistoryThread thread(stats);
  (void)thread.Get();
}

}  // namespace
}  // namespace cablestream
