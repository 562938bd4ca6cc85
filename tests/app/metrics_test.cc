// What /metrics says; docs/metrics.md lists each metric that is exported, and no other.
#include "app/admin/metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>

#include "app/service/transaction_times.h"

namespace cablestream {
namespace {

using testing::AllOf;
using testing::HasSubstr;

// "counter reason": its type, then its labels, sorted.
using Kinds = std::map<std::string, std::string>;

std::string Joined(const std::string& type, const std::set<std::string>& labels) {
  std::string joined = type;
  for (const std::string& label : labels) joined += " " + label;
  return joined;
}

std::set<std::string> AllMatches(const std::string& text, const std::regex& pattern) {
  std::set<std::string> found;
  for (std::sregex_iterator match(text.begin(), text.end(), pattern), end; match != end; ++match) {
    found.insert((*match)[1]);
  }
  return found;
}

Kinds Documented() {
  std::ifstream file(std::string(SOURCE_FOLDER) + "/docs/metrics.md");
  const std::regex row(R"(\| `(cablestream_\w+)` \| (\w+) \| ([^|]*)\|.*)");
  const std::regex label("`(\\w+)`");
  Kinds kinds;
  for (std::string line; std::getline(file, line);) {
    std::smatch match;
    if (!std::regex_match(line, match, row)) continue;
    kinds[match[1]] = Joined(match[2], AllMatches(match[3], label));
  }
  return kinds;
}

Kinds Exported(const std::string& text) {
  const std::regex type_line("# TYPE (\\w+) (\\w+)");
  const std::regex label("(\\w+)=\"");
  std::map<std::string, std::pair<std::string, std::set<std::string>>> families;
  std::string family;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    std::smatch match;
    if (std::regex_match(line, match, type_line)) {
      family = match[1];
      families[family].first = match[2];
    } else if (!line.starts_with('#')) {
      families[family].second.merge(AllMatches(line, label));
    }
  }
  Kinds kinds;
  for (auto& [name, kind] : families) {
    kind.second.erase("le");  // of each histogram
    kinds[name] = Joined(kind.first, kind.second);
  }
  return kinds;
}

TEST(MetricsTest, AreThoseThatTheDocumentLists) {
  const Stats stats;
  EXPECT_EQ(Exported(MetricsText(stats)), Documented());
}

TEST(MetricsTest, CountWarningsByCode) {
  Stats stats;
  stats.counts.warnings[0] = 3;
  EXPECT_THAT(MetricsText(stats),
              HasSubstr("\ncablestream_warnings_total{code=\"address-garbled\"} 3\n"));
}

TEST(MetricsTest, TellLostTransactionsOnPurposeFromFaults) {
  Stats stats;
  stats.transactions_lost[static_cast<size_t>(LossCause::kRebalance)] = 2;
  stats.transactions_lost[static_cast<size_t>(LossCause::kBrokers)] = 5;
  EXPECT_THAT(
      MetricsText(stats),
      AllOf(
          HasSubstr("\ncablestream_transactions_lost_total{cause=\"rebalance\",fault=\"no\"} 2\n"),
          HasSubstr("\ncablestream_transactions_lost_total{cause=\"brokers\",fault=\"yes\"} 5\n")));
}

TEST(MetricsTest, ShowHowLongTransactionsAndMessagesTook) {
  Stats stats;
  std::chrono::steady_clock::time_point now;
  TransactionTimes times(stats, {[&now] { return now; }, [] { return int64_t{100'000}; }});
  times.Begun();
  now += std::chrono::milliseconds(150);
  times.Committed(std::array<int64_t, 3>{99'900, 70'000, 100'007});
  const std::string text = MetricsText(stats);
  const std::string took = "\ncablestream_transaction_duration_seconds_";
  EXPECT_THAT(text, AllOf(HasSubstr(took + "bucket{le=\"0.1\"} 0\n"),
                          HasSubstr(took + "bucket{le=\"0.2\"} 1\n"), HasSubstr(took + "count 1\n"),
                          HasSubstr(took + "sum 0.15\n")));
  const std::string latency = "\ncablestream_message_latency_seconds_";
  EXPECT_THAT(text, AllOf(HasSubstr(latency + "bucket{le=\"0.1\"} 2\n"),
                          HasSubstr(latency + "bucket{le=\"30\"} 3\n"),
                          HasSubstr(latency + "bucket{le=\"+Inf\"} 3\n"),
                          HasSubstr(latency + "sum 30.1\n")));
}

}  // namespace
}  // namespace cablestream
