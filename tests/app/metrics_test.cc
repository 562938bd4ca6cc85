// What /metrics says; docs/metrics.md lists each metric that is exported, and no other.
#include "app/admin/metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>

#include "app/service/transaction_times.h"
#include "storage/rocksdb_store.h"

namespace cablestream {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

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

constexpr const char* kConsumer = R"({
  "name": "rdkafka#consumer-1", "type": "consumer", "time": 1800000000, "msg_cnt": 0,
  "brokers": {
    "kafka1:9092/1": {"name": "kafka1:9092/1", "state": "UP", "waitresp_cnt": 1, "tx": 70,
      "txbytes": 7000, "txerrs": 2, "txretries": 3, "req_timeouts": 4, "rxbytes": 9000,
      "rtt": {"avg": 2500, "p99": 101000}},
    "kafka2:9092/2": {"name": "kafka2:9092/2", "state": "CONNECT", "rtt": {"avg": 0, "p99": 0}}},
  "topics": {
    "raw": {"topic": "raw", "partitions": {
      "0": {"partition": 0, "fetchq_cnt": 20, "fetchq_size": 2000, "ls_offset": 110},
      "1": {"partition": 1, "fetchq_cnt": 3, "fetchq_size": 300, "ls_offset": 40},
      "2": {"partition": 2, "fetchq_cnt": 0, "fetchq_size": 0, "ls_offset": -1001},
      "-1": {"partition": -1, "fetchq_cnt": 0, "fetchq_size": 0, "ls_offset": -1001}}}},
  "cgrp": {"rebalance_cnt": 5}})";
constexpr const char* kProducer = R"({
  "name": "rdkafka#producer-2", "type": "producer", "time": 1800000001, "msg_cnt": 17,
  "msg_size": 1700, "brokers": {"TxnCoordinator": {"name": "TxnCoordinator", "state": "UP"}},
  "topics": {"records": {"topic": "records", "partitions": {"0": {"partition": 0}}}}})";

class MetricsTest : public testing::Test {
 protected:
  void HearOfClients() {
    telemetry_.consumer->Put(kConsumer);
    telemetry_.producer->Put(kProducer);
  }
  std::string Text() { return metrics_.Text(); }

  Telemetry telemetry_;
  Stats& stats_ = telemetry_.stats;
  Metrics metrics_{telemetry_};
};

TEST_F(MetricsTest, AreThoseThatTheDocumentLists) {
  const std::filesystem::path folder =
      std::filesystem::path(testing::TempDir()) / "cablestream_metrics_test";
  {
    const auto store = RocksDbStore::Open(folder, 1);
    ASSERT_TRUE(store) << store.error().message;
    telemetry_.store.Set(store->get());
    HearOfClients();
    stats_.positions.Follow({{{"raw", 0}}});
    stats_.positions.Note(0, 1);
    EXPECT_EQ(Exported(Text()), Documented());
    telemetry_.store.Set(nullptr);
  }
  std::filesystem::remove_all(folder);
}

TEST_F(MetricsTest, CountWarningsByCode) {
  stats_.counts.warnings[0] = 3;
  EXPECT_THAT(Text(), HasSubstr("\ncablestream_warnings_total{code=\"address-garbled\"} 3\n"));
}

TEST_F(MetricsTest, TellLostTransactionsOnPurposeFromFaults) {
  stats_.transactions_lost[static_cast<size_t>(LossCause::kRebalance)] = 2;
  stats_.transactions_lost[static_cast<size_t>(LossCause::kBrokers)] = 5;
  EXPECT_THAT(
      Text(),
      AllOf(
          HasSubstr("\ncablestream_transactions_lost_total{cause=\"rebalance\",fault=\"no\"} 2\n"),
          HasSubstr("\ncablestream_transactions_lost_total{cause=\"brokers\",fault=\"yes\"} 5\n")));
}

TEST_F(MetricsTest, ShowHowLongTransactionsAndMessagesTook) {
  std::chrono::steady_clock::time_point now;
  TransactionTimes times(stats_, {[&now] { return now; }, [] { return int64_t{100'000}; }});
  times.Begun();
  now += std::chrono::milliseconds(150);
  times.Committed(std::array<int64_t, 3>{99'900, 70'000, 100'007});
  const std::string text = Text();
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

TEST_F(MetricsTest, ShowWhatTheClientsTell) {
  EXPECT_THAT(Text(), Not(HasSubstr("cablestream_kafka_"))) << "nothing is told yet";
  HearOfClients();
  const std::string text = Text();
  const std::string broker = "{client=\"consumer\",broker=\"kafka1:9092/1\"} ";
  EXPECT_THAT(
      text, AllOf(HasSubstr("\ncablestream_kafka_broker_up" + broker + "1\n"),
                  HasSubstr("\ncablestream_kafka_broker_up{client=\"consumer\",broker="
                            "\"kafka2:9092/2\"} 0\n"),
                  HasSubstr("\ncablestream_kafka_broker_rtt_average_seconds" + broker + "0.0025\n"),
                  HasSubstr("\ncablestream_kafka_broker_rtt_p99_seconds" + broker + "0.101\n"),
                  HasSubstr("\ncablestream_kafka_broker_waiting_requests" + broker + "1\n"),
                  HasSubstr("\ncablestream_kafka_broker_requests_total" + broker + "70\n"),
                  HasSubstr("\ncablestream_kafka_broker_request_errors_total" + broker + "2\n"),
                  HasSubstr("\ncablestream_kafka_broker_request_retries_total" + broker + "3\n"),
                  HasSubstr("\ncablestream_kafka_broker_request_timeouts_total" + broker + "4\n")));
  EXPECT_THAT(text,
              AllOf(HasSubstr("\ncablestream_kafka_broker_up{client=\"producer\",broker="
                              "\"TxnCoordinator\"} 1\n"),
                    HasSubstr("\ncablestream_kafka_queued_messages{client=\"consumer\"} 23\n"),
                    HasSubstr("\ncablestream_kafka_queued_bytes{client=\"consumer\"} 2300\n"),
                    HasSubstr("\ncablestream_kafka_queued_messages{client=\"producer\"} 17\n"),
                    HasSubstr("\ncablestream_kafka_queued_bytes{client=\"producer\"} 1700\n"),
                    HasSubstr("\ncablestream_kafka_rebalances_total 5\n"),
                    HasSubstr("\ncablestream_kafka_statistics_time_seconds{client=\"consumer\"} "
                              "1800000000\n")));
}

TEST_F(MetricsTest, ShowLagOfWhatIsOwnedAndKnown) {
  stats_.positions.Follow({{{"raw", 0}}, {{"raw", 1}}, {{"raw", 2}}, {{"home", 0}}});
  stats_.positions.Note(0, 100);
  stats_.positions.Note(1, 45);  // the statistics are older
  stats_.positions.Note(2, 0);
  EXPECT_THAT(Text(), Not(HasSubstr("cablestream_lag_messages")));
  HearOfClients();
  const std::string text = Text();
  const std::string lag = "\ncablestream_lag_messages{topic=\"raw\",partition=\"";
  EXPECT_THAT(text, AllOf(HasSubstr(lag + "0\"} 10\n"), HasSubstr(lag + "1\"} 0\n"),
                          Not(HasSubstr(lag + "2\"}")), Not(HasSubstr("topic=\"home\""))));
}

TEST_F(MetricsTest, ShowTheLagOfAReplayUpToItsEnd) {
  stats_.positions.Follow({{{"raw", 0}, 103}});
  stats_.positions.Note(0, 100);
  HearOfClients();
  EXPECT_THAT(Text(), HasSubstr("\ncablestream_lag_messages{topic=\"raw\",partition=\"0\"} 3\n"));
}

TEST_F(MetricsTest, GoOnWithoutStatisticsThatCantBeRead) {
  telemetry_.consumer->Put("{");
  EXPECT_THAT(Text(), AllOf(HasSubstr("cablestream_ready"), Not(HasSubstr("cablestream_kafka_"))));
}

}  // namespace
}  // namespace cablestream
