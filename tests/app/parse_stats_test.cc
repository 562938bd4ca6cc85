#include "app/parse_stats.h"

#include <gtest/gtest.h>

#include "cable/v1/cable.pb.h"

namespace cablestream {
namespace {

using std::chrono::milliseconds;

cable::v1::Cable Covered(double coverage) {
  cable::v1::Cable cable;
  cable.set_coverage(coverage);
  return cable;
}

// The second column of a row.
std::string Value(const ParseStats& stats, const std::string& name) {
  const std::string table = "\n" + stats.Table();
  const size_t row = table.find("\n" + name + "  ");
  if (row == table.npos) return "none";
  const size_t end = table.find('\n', row + 1);
  const std::string line = table.substr(row + 1 + name.size(), end - row - 1 - name.size());
  return line.substr(line.find_first_not_of(' '));
}

TEST(ParseStatsTest, CountsRecordsErrorsAndWarnings) {
  ParseStats stats;
  cable::v1::Cable cable = Covered(1);
  cable.add_warnings()->set_code("no-year");
  cable.add_warnings()->set_code("no-year");
  stats.AddRecord(cable, 10, milliseconds(1));
  stats.AddError("empty", 0, {});
  EXPECT_EQ(Value(stats, "records"), "1");
  EXPECT_EQ(Value(stats, "errors"), "1");
  EXPECT_EQ(Value(stats, "error empty"), "1");
  EXPECT_EQ(Value(stats, "warning no-year"), "2");
}

TEST(ParseStatsTest, TellsTheShareOfRecordsWithAField) {
  ParseStats stats;
  cable::v1::Cable cable = Covered(1);
  for (int i = 0; i < 3; ++i) stats.AddRecord(cable, 10, milliseconds(1));
  cable.set_subject("PORT CALLS");
  cable.add_tags()->set_code("MT");
  stats.AddRecord(cable, 10, milliseconds(1));
  EXPECT_EQ(Value(stats, "field subject"), "25.00 %");
  EXPECT_EQ(Value(stats, "field tags"), "25.00 %");
  EXPECT_EQ(Value(stats, "field references"), "none");
}

TEST(ParseStatsTest, TellsPercentilesOfTheCoverage) {
  ParseStats stats;
  for (int i = 1; i <= 100; ++i) stats.AddRecord(Covered(i < 11 ? i / 100.0 : 1), 1, {});
  EXPECT_EQ(Value(stats, "coverage, least"), "0.0100");
  EXPECT_EQ(Value(stats, "coverage, percentile 1"), "0.0100");
  EXPECT_EQ(Value(stats, "coverage, percentile 5"), "0.0500");
  EXPECT_EQ(Value(stats, "coverage, percentile 10"), "0.1000");
  EXPECT_EQ(Value(stats, "coverage, percentile 50"), "1.0000");
  EXPECT_EQ(Value(stats, "coverage, whole records"), "90");
}

TEST(ParseStatsTest, TakesNoRecordForWholeThatIsNot) {
  ParseStats stats;
  stats.AddRecord(Covered(0.999999), 1, {});
  EXPECT_EQ(Value(stats, "coverage, whole records"), "0");
}

TEST(ParseStatsTest, TellsHowFastTheParserWas) {
  ParseStats stats;
  stats.AddRecord(Covered(1), 3'000'000, milliseconds(5));
  stats.AddError("no_identity", 1'000'000, milliseconds(5));
  EXPECT_EQ(Value(stats, "parser, MB/s"), "400.0");
}

}  // namespace
}  // namespace cablestream
