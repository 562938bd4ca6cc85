#include "app/admin/client_report.h"

#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>

namespace cablestream {
namespace {

using google::protobuf::Struct;
using Fields = google::protobuf::Map<std::string, google::protobuf::Value>;

constexpr double kMicroseconds = 1e-6;

double Number(const Struct& object, const char* name) {
  const auto found = object.fields().find(name);
  return found == object.fields().end() ? 0 : found->second.number_value();
}

std::string Text(const Struct& object, const char* name) {
  const auto found = object.fields().find(name);
  return found == object.fields().end() ? std::string() : found->second.string_value();
}

// Empty where it is missing.
const Struct& Object(const Struct& object, const char* name) {
  const auto found = object.fields().find(name);
  return found == object.fields().end() ? Struct::default_instance() : found->second.struct_value();
}

const Fields& Members(const Struct& object, const char* name) {
  return Object(object, name).fields();
}

BrokerReport ReadBroker(const Struct& broker) {
  const Struct& rtt = Object(broker, "rtt");
  BrokerReport report;
  report.name = Text(broker, "name");
  report.up = Text(broker, "state") == "UP" ? 1 : 0;
  report.rtt_average_s = Number(rtt, "avg") * kMicroseconds;
  report.rtt_p99_s = Number(rtt, "p99") * kMicroseconds;
  report.waiting_requests = Number(broker, "waitresp_cnt");
  report.requests = Number(broker, "tx");
  report.request_errors = Number(broker, "txerrs");
  report.request_retries = Number(broker, "txretries");
  report.request_timeouts = Number(broker, "req_timeouts");
  report.sent_bytes = Number(broker, "txbytes");
  report.received_bytes = Number(broker, "rxbytes");
  return report;
}

void ReadPartition(const std::string& topic, const Struct& partition, ClientReport& report) {
  report.queued_messages += Number(partition, "fetchq_cnt");
  report.queued_bytes += Number(partition, "fetchq_size");
  const auto end = static_cast<int64_t>(Number(partition, "ls_offset"));
  if (end < 0) return;  // not known
  report.stable_ends[{topic, static_cast<int32_t>(Number(partition, "partition"))}] = end;
}

}  // namespace

std::optional<ClientReport> ReadStatistics(const std::string& json) {
  Struct statistics;
  if (!google::protobuf::util::JsonStringToMessage(json, &statistics).ok()) return std::nullopt;
  ClientReport report;
  report.time_s = Number(statistics, "time");
  report.rebalances = Number(Object(statistics, "cgrp"), "rebalance_cnt");
  for (const auto& [name, broker] : Members(statistics, "brokers")) {
    report.brokers.push_back(ReadBroker(broker.struct_value()));
  }
  if (Text(statistics, "type") == "producer") {
    report.queued_messages = Number(statistics, "msg_cnt");
    report.queued_bytes = Number(statistics, "msg_size");
    return report;
  }
  for (const auto& [topic, facts] : Members(statistics, "topics")) {
    for (const auto& [number, partition] : Members(facts.struct_value(), "partitions")) {
      ReadPartition(topic, partition.struct_value(), report);
    }
  }
  return report;
}

}  // namespace cablestream
