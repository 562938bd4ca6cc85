#include "mock_cluster.h"

#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

#include <stdexcept>

namespace cablestream {
namespace {

constexpr int32_t kAllBrokers = -1;

ClientHandle NewHost() {
  ConfHandle conf(rd_kafka_conf_new());
  rd_kafka_conf_set(conf.get(), "log_level", "0", nullptr, 0);  // it warns that it knows no broker
  Result<ClientHandle> host = NewClient(RD_KAFKA_PRODUCER, std::move(conf));
  if (!host) throw std::runtime_error(host.error().message);
  return std::move(*host);
}

}  // namespace

MockCluster::MockCluster()
    : host_(NewHost()), cluster_(rd_kafka_mock_cluster_new(host_.get(), /*broker_cnt=*/1)) {}

MockCluster::~MockCluster() {
  rd_kafka_mock_cluster_destroy(cluster_);
}

ClientConfig MockCluster::config() const {
  ClientConfig config;
  config.brokers = rd_kafka_mock_cluster_bootstraps(cluster_);
  return config;
}

void MockCluster::CreateTopic(const std::string& topic, int partitions) {
  rd_kafka_mock_topic_create(cluster_, topic.c_str(), partitions, /*replication_factor=*/1);
}

void MockCluster::CutNext(Api api) {
  FailNext(api, RD_KAFKA_RESP_ERR__TRANSPORT);
}

void MockCluster::FailNext(Api api, rd_kafka_resp_err_t error) {
  rd_kafka_mock_push_request_errors(cluster_, static_cast<int16_t>(api), 1, error);
}

void MockCluster::SetLatency(std::chrono::milliseconds latency) {
  rd_kafka_mock_broker_set_rtt(cluster_, kAllBrokers, static_cast<int>(latency.count()));
}

void MockCluster::SetDown() {
  rd_kafka_mock_broker_set_down(cluster_, kAllBrokers);
}

void MockCluster::SetUp() {
  rd_kafka_mock_broker_set_up(cluster_, kAllBrokers);
}

}  // namespace cablestream
