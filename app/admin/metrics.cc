#include "app/admin/metrics.h"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <vector>

#include "app/version.h"
#include "parser/parser.h"

namespace cablestream {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

// Reads the atomics at the moment of a scrape: nothing is counted twice, the loop pays nothing.
class Collector {
 public:
  void Counter(const std::string& name, const std::string& help, uint64_t value) {
    AddTo(Family(name, help, MetricType::Counter), {}, static_cast<double>(value));
  }

  void Gauge(const std::string& name, const std::string& help, double value) {
    AddTo(Family(name, help, MetricType::Gauge), {}, value);
  }

  // One counter a label; `names` in the order of `values`.
  template <typename Values, typename Names>
  void Counters(const std::string& name, const std::string& help, const std::string& label,
                const Names& names, const Values& values) {
    MetricFamily& family = Family(name, help, MetricType::Counter);
    for (size_t i = 0; i < names.size(); ++i) {
      AddTo(family, {{label, std::string(names[i])}}, static_cast<double>(values[i]));
    }
  }

  void BuildInfo() {
    AddTo(
        Family("cablestream_build_info", "Always 1; the labels say what runs.", MetricType::Gauge),
        {{"version", std::string(Version())}, {"parser_version", std::string(ParserVersion())}}, 1);
  }

  [[nodiscard]] const std::vector<MetricFamily>& families() const { return families_; }

 private:
  MetricFamily& Family(const std::string& name, const std::string& help, MetricType type) {
    return families_.emplace_back(MetricFamily{name, help, type, {}});
  }

  static void AddTo(MetricFamily& family, const std::vector<ClientMetric::Label>& labels,
                    double value) {
    ClientMetric& metric = family.metric.emplace_back();
    metric.label = labels;
    (family.type == MetricType::Counter ? metric.counter.value : metric.gauge.value) = value;
  }

  std::vector<MetricFamily> families_;
};

void CollectCounts(const Stats& stats, Collector& out) {
  const auto& counts = stats.counts;
  out.Counter("cablestream_messages_total", "Raw messages that reached their outcome here.",
              counts.messages);
  out.Counter("cablestream_message_bytes_total", "Bytes of those messages' values.",
              counts.message_bytes);
  out.Counter("cablestream_records_total", "Records published, revisions included.",
              counts.records);
  out.Counter("cablestream_record_bytes_total", "Bytes of those records' values.",
              counts.record_bytes);
  out.Counter("cablestream_revisions_total", "Records that revise one published before.",
              counts.revisions);
  out.Counter("cablestream_forwards_total", "Messages handed to the owner of their shard.",
              counts.forwards);
  out.Counter("cablestream_keyed_otherwise_total",
              "Messages whose key is not their ID, under dedup.scope partition.",
              counts.keyed_otherwise);
  out.Counters("cablestream_duplicates_total", "Messages dropped as published already, on purpose.",
               "kind", kDuplicateKinds, counts.duplicates);
  out.Counters("cablestream_dead_letters_total", "Messages that could not become a record.",
               "reason", kDeadLetterReasons, counts.dead_letters);
}

void CollectTransactions(const Stats& stats, Collector& out) {
  out.Counter("cablestream_transactions_committed_total", "Kafka transactions committed.",
              stats.transactions_committed);
  out.Counter("cablestream_transactions_lost_total",
              "Kafka transactions aborted, or of unknown end; what they held was done again.",
              stats.transactions_lost);
  out.Gauge("cablestream_transaction_open", "1 while a transaction is open.",
            stats.transaction_open);
}

void CollectState(const Stats& stats, Collector& out) {
  out.Gauge("cablestream_ready", "1 while partitions are assigned and restored.", stats.ready);
  out.Gauge("cablestream_owned_partitions", "Partitions of the raw and home topics owned.",
            static_cast<double>(stats.owned_partitions));
  out.Counter("cablestream_restores_total", "Restores of the deduplication state begun.",
              stats.restores);
  out.Gauge("cablestream_restore_records_left", "Claims the running restore has yet to read.",
            static_cast<double>(stats.restore_records_left));
  out.Gauge("cablestream_restore_records_read", "Claims the running or last restore has read.",
            static_cast<double>(stats.restore_records_read));
  out.Gauge("cablestream_restore_records_per_second",
            "Claims a second that the running restore reads.",
            static_cast<double>(stats.restore_records_per_second));
  out.Gauge("cablestream_restore_seconds_left", "What the running restore will still take, about.",
            static_cast<double>(stats.restore_seconds_left));
  out.Counter("cablestream_shards_wiped_total",
              "Shards whose local copy was unusable and was read again from Kafka.",
              stats.shards_wiped);
  out.Counter("cablestream_loop_turns_total", "Turns of the processing loop.", stats.loop_turns);
}

}  // namespace

std::string MetricsText(const Stats& stats) {
  Collector collector;
  collector.BuildInfo();
  CollectCounts(stats, collector);
  CollectTransactions(stats, collector);
  CollectState(stats, collector);
  return prometheus::TextSerializer().Serialize(collector.families());
}

}  // namespace cablestream
