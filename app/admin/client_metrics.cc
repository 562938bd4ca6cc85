#include "app/admin/client_metrics.h"

#include "app/admin/lag.h"

namespace cablestream {
namespace {

using Labelled = std::pair<const char*, const std::optional<ClientReport>&>;

std::vector<Labelled> All(const ClientReports& clients) {
  return {{"consumer", clients.consumer}, {"producer", clients.producer}};
}

// Of the family just begun: one sample a client.
void Samples(const ClientReports& clients, double ClientReport::*value, MetricFamilies& out) {
  for (const auto& [client, report] : All(clients)) {
    if (report) out.Sample((*report).*value, {{"client", client}});
  }
}

// Likewise, one sample a client and broker.
void Samples(const ClientReports& clients, double BrokerReport::*value, MetricFamilies& out) {
  for (const auto& [client, report] : All(clients)) {
    if (!report) continue;
    for (const BrokerReport& broker : report->brokers) {
      out.Sample(broker.*value, {{"client", client}, {"broker", broker.name}});
    }
  }
}

void AddBrokers(const ClientReports& clients, MetricFamilies& out) {
  out.Gauge("cablestream_kafka_broker_up", "1 while the connection to the broker stands.");
  Samples(clients, &BrokerReport::up, out);
  out.Gauge("cablestream_kafka_broker_rtt_average_seconds",
            "Seconds that requests to the broker took, on average.");
  Samples(clients, &BrokerReport::rtt_average_s, out);
  out.Gauge("cablestream_kafka_broker_rtt_p99_seconds",
            "Seconds that 99 of 100 requests to the broker took at most.");
  Samples(clients, &BrokerReport::rtt_p99_s, out);
  out.Gauge("cablestream_kafka_broker_waiting_requests", "Requests without an answer yet.");
  Samples(clients, &BrokerReport::waiting_requests, out);
  out.Counter("cablestream_kafka_broker_requests_total", "Requests sent to the broker.");
  Samples(clients, &BrokerReport::requests, out);
  out.Counter("cablestream_kafka_broker_request_errors_total",
              "Requests that could not be sent to the broker.");
  Samples(clients, &BrokerReport::request_errors, out);
  out.Counter("cablestream_kafka_broker_request_retries_total",
              "Requests that were sent to the broker again.");
  Samples(clients, &BrokerReport::request_retries, out);
  out.Counter("cablestream_kafka_broker_request_timeouts_total",
              "Requests that the broker did not answer in time.");
  Samples(clients, &BrokerReport::request_timeouts, out);
  out.Counter("cablestream_kafka_broker_sent_bytes_total", "Bytes sent to the broker.");
  Samples(clients, &BrokerReport::sent_bytes, out);
  out.Counter("cablestream_kafka_broker_received_bytes_total", "Bytes received from the broker.");
  Samples(clients, &BrokerReport::received_bytes, out);
}

}  // namespace

void AddLag(const std::vector<PartitionPosition>& positions, const ClientReports& clients,
            MetricFamilies& out) {
  out.Gauge("cablestream_lag_messages",
            "Offsets between what is committed and what a read_committed reader can get to.");
  for (const auto& [partition, committed, lag] : Lags(positions, clients.consumer)) {
    if (!lag) continue;
    out.Sample(static_cast<double>(*lag),
               {{"topic", partition.topic}, {"partition", std::to_string(partition.partition)}});
  }
}

void AddClients(const ClientReports& clients, MetricFamilies& out) {
  AddBrokers(clients, out);
  out.Gauge("cablestream_kafka_queued_messages",
            "Messages fetched and not read yet, or produced and not acknowledged yet.");
  Samples(clients, &ClientReport::queued_messages, out);
  out.Gauge("cablestream_kafka_queued_bytes", "Bytes of those messages.");
  Samples(clients, &ClientReport::queued_bytes, out);
  out.Gauge("cablestream_kafka_statistics_time_seconds",
            "When the client's statistics were made, in seconds since 1970.");
  Samples(clients, &ClientReport::time_s, out);
  if (clients.consumer) {
    out.Counter("cablestream_kafka_rebalances_total", "Rebalances of the group seen.",
                clients.consumer->rebalances);
  }
}

}  // namespace cablestream
