#include "app/admin/rate_chart.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace cablestream {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(RateChartTest, EndsAtTheRightEdgeWithTheNewest) {
  const std::vector<double> values = {0, 10, 5};
  const std::string chart = RateChart("records", values, 5);
  // From bottom (46) to top (2), a step of 59 apart.
  EXPECT_THAT(chart, HasSubstr("points=\"120.0,46.0 179.0,2.0 238.0,24.0\""));
  EXPECT_THAT(chart, HasSubstr("aria-label=\"records: 5.0 a second, at most 10\""));
}

TEST(RateChartTest, ShowsTheNewestThatFit) {
  const std::vector<double> values = {900, 1, 2};
  EXPECT_THAT(RateChart("records", values, 2), HasSubstr("at most 2.0/s"));
}

TEST(RateChartTest, DrawsNothingOfNothing) {
  EXPECT_THAT(RateChart("records", {}, 120), Not(HasSubstr("polyline")));
  const std::vector<double> still = {0, 0};
  EXPECT_THAT(RateChart("records", still, 120), HasSubstr("236.0,46.0 238.0,46.0"));
}

TEST(FormatRateTest, ShowsThreeDigitsOrSo) {
  EXPECT_EQ(FormatRate(0), "0");
  EXPECT_EQ(FormatRate(0.44), "0.4");
  EXPECT_EQ(FormatRate(37.2), "37");
  EXPECT_EQ(FormatRate(12345), "12,345");
  EXPECT_EQ(FormatRate(1234567), "1,234,567");
  EXPECT_EQ(FormatCount(7), "7");
}

}  // namespace
}  // namespace cablestream
