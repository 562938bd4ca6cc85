#include "app/admin/metrics.h"

#include "app/admin/client_metrics.h"
#include "app/admin/metric_families.h"
#include "app/version.h"
#include "parser/parser.h"

namespace cablestream {
namespace {

// One sample a name, in the order of `values`.
template <typename Names, typename Values>
void Samples(MetricFamilies& out, const std::string& label, const Names& names,
             const Values& values) {
  for (size_t i = 0; i < names.size(); ++i) {
    out.Sample(static_cast<double>(values[i]), {{label, std::string(names[i])}});
  }
}

void AddBuild(MetricFamilies& out) {
  out.Gauge("cablestream_build_info", "Always 1; the labels say what runs.");
  out.Sample(
      1, {{"version", std::string(Version())}, {"parser_version", std::string(ParserVersion())}});
}

void AddCounts(const Stats& stats, MetricFamilies& out) {
  const auto& counts = stats.counts;
  const auto count = [&out](const char* name, const char* help, uint64_t value) {
    out.Counter(name, help, static_cast<double>(value));
  };
  count("cablestream_messages_total", "Raw messages that reached their outcome here.",
        counts.messages);
  count("cablestream_message_bytes_total", "Bytes of those messages' values.",
        counts.message_bytes);
  count("cablestream_records_total", "Records published, revisions included.", counts.records);
  count("cablestream_record_bytes_total", "Bytes of those records' values.", counts.record_bytes);
  count("cablestream_revisions_total", "Records that revise one published before.",
        counts.revisions);
  count("cablestream_forwards_total", "Messages handed to the owner of their shard.",
        counts.forwards);
  count("cablestream_keyed_otherwise_total",
        "Messages whose key is not their ID, under dedup.scope partition.", counts.keyed_otherwise);
  out.Counter("cablestream_duplicates_total", "Messages dropped as published already, on purpose.");
  Samples(out, "kind", kDuplicateKinds, counts.duplicates);
  out.Counter("cablestream_dead_letters_total", "Messages that could not become a record.");
  Samples(out, "reason", kDeadLetterReasons, counts.dead_letters);
  out.Counter("cablestream_warnings_total", "Warnings of the parser in records published.");
  Samples(out, "code", kWarningCodes, counts.warnings);
  out.Add("cablestream_message_latency_seconds",
          "Seconds from a raw message's timestamp to the commit of its outcome.",
          stats.latency_seconds);
}

void AddTransactions(const Stats& stats, MetricFamilies& out) {
  out.Counter("cablestream_transactions_committed_total", "Kafka transactions committed.",
              static_cast<double>(stats.transactions_committed));
  out.Counter("cablestream_transactions_lost_total",
              "Kafka transactions aborted, or of unknown end; what they held was done again.");
  for (size_t i = 0; i < kLossCauses.size(); ++i) {
    out.Sample(static_cast<double>(stats.transactions_lost[i]),
               {{"cause", std::string(kLossCauses[i])},
                {"fault", IsFault(static_cast<LossCause>(i)) ? "yes" : "no"}});
  }
  out.Counter("cablestream_ways_back_total",
              "Times that all was taken up again from the last commit, after a failure.",
              static_cast<double>(stats.ways_back));
  out.Gauge("cablestream_transaction_open", "1 while a transaction is open.",
            stats.transaction_open ? 1 : 0);
  out.Add("cablestream_transaction_duration_seconds",
          "Seconds from a transaction's begin to its commit.", stats.transaction_seconds);
}

void AddState(const Stats& stats, MetricFamilies& out) {
  const auto gauge = [&out](const char* name, const char* help, auto value) {
    out.Gauge(name, help, static_cast<double>(value));
  };
  gauge("cablestream_ready", "1 while partitions are assigned and restored.",
        stats.ready.load() ? 1 : 0);
  gauge("cablestream_owned_partitions", "Partitions of the raw and home topics owned.",
        stats.owned_partitions.load());
  gauge("cablestream_restore_records_left", "Claims the running restore has yet to read.",
        stats.restore_records_left.load());
  gauge("cablestream_restore_records_read", "Claims the running or last restore has read.",
        stats.restore_records_read.load());
  gauge("cablestream_restore_records_per_second", "Claims a second that the running restore reads.",
        stats.restore_records_per_second.load());
  gauge("cablestream_restore_remaining_seconds",
        "Seconds that the running restore will still take, about.",
        stats.restore_seconds_left.load());
  out.Counter("cablestream_restores_total", "Restores of the deduplication state begun.",
              static_cast<double>(stats.restores));
  out.Counter("cablestream_shards_wiped_total",
              "Shards whose local copy was unusable and was read again from Kafka.",
              static_cast<double>(stats.shards_wiped));
  out.Counter("cablestream_scrub_claims_total",
              "Claims of the local copy that the scrub has compared with Kafka.",
              static_cast<double>(stats.scrub_claims));
  out.Counter("cablestream_scrub_shards_total", "Shards that the scrub has found as in Kafka.",
              static_cast<double>(stats.scrub_shards));
  out.Counter("cablestream_scrub_differences_total",
              "Claims in which the local copy differs from Kafka; one stops the process.",
              static_cast<double>(stats.scrub_differences));
  out.Counter("cablestream_loop_turns_total", "Turns of the processing loop.",
              static_cast<double>(stats.loop_turns));
}

void AddStore(const std::optional<RocksDbStoreStats>& store, MetricFamilies& out) {
  if (!store) return;
  out.Gauge("cablestream_store_claims", "Claims in the local state, estimated.",
            static_cast<double>(store->estimated_claims));
  out.Gauge("cablestream_store_file_bytes", "Bytes of the local state's files.",
            static_cast<double>(store->file_bytes));
  out.Gauge("cablestream_store_memory_bytes", "Bytes that the local state takes in memory.",
            static_cast<double>(store->memory_bytes));
  out.Counter("cablestream_store_cache_hits_total",
              "Blocks of the local state that were in its cache.",
              static_cast<double>(store->cache_hits));
  out.Counter("cablestream_store_cache_misses_total",
              "Blocks of the local state that were not in its cache.",
              static_cast<double>(store->cache_misses));
}

}  // namespace

const std::optional<ClientReport>& Metrics::Newest(const ClientStatistics& statistics,
                                                   Client& client) {
  std::shared_ptr<const std::string> json = statistics.Latest();
  if (json != nullptr && json != client.json) client = {json, ReadStatistics(*json)};
  return client.report;
}

std::vector<PartitionLag> Metrics::Lags() {
  const std::lock_guard lock(mutex_);
  return cablestream::Lags(telemetry_.stats.positions.Get(),
                           Newest(*telemetry_.consumer, consumer_));
}

// Reads the atomics at the moment of a scrape: nothing is counted twice, the loop pays nothing.
std::string Metrics::Text() {
  const std::lock_guard lock(mutex_);
  const Stats& stats = telemetry_.stats;
  MetricFamilies out;
  AddBuild(out);
  AddCounts(stats, out);
  AddTransactions(stats, out);
  AddState(stats, out);
  AddStore(telemetry_.store.Look(), out);
  const ClientReports clients{Newest(*telemetry_.consumer, consumer_),
                              Newest(*telemetry_.producer, producer_)};
  AddLag(stats.positions.Get(), clients, out);
  AddClients(clients, out);
  return out.Text();
}

}  // namespace cablestream
