// A cluster inside this process, of librdkafka's making: its answers can be chosen. It keeps no
// transaction markers and knows no isolation, so that it proves nothing about either.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "kafka/client_config.h"
#include "kafka/handles.h"

struct rd_kafka_mock_cluster_s;

namespace cablestream {

// The requests that these tests meddle with, by Kafka's numbers.
enum class Api : int16_t {
  kProduce = 0,
  kFetch = 1,
  kListOffsets = 2,
  kMetadata = 3,
  kOffsetFetch = 9,
  kFindCoordinator = 10,
  kJoinGroup = 11,
  kHeartbeat = 12,
  kSyncGroup = 14,
  kInitProducerId = 22,
  kAddPartitionsToTxn = 24,
  kAddOffsetsToTxn = 25,
  kEndTxn = 26,
  kTxnOffsetCommit = 28,
};

// One broker, which makes every topic that is asked for. Must outlive its clients.
class MockCluster {
 public:
  MockCluster();
  MockCluster(const MockCluster&) = delete;
  MockCluster& operator=(const MockCluster&) = delete;
  ~MockCluster();

  [[nodiscard]] ClientConfig config() const;

  void CreateTopic(const std::string& topic, int partitions);

  // The next request of this kind is not answered: its connection is cut.
  void CutNext(Api api);
  // The next request of this kind is answered with `error`.
  void FailNext(Api api, rd_kafka_resp_err_t error);
  // Each answer takes so long.
  void SetLatency(std::chrono::milliseconds latency);
  void SetDown();
  void SetUp();

 private:
  ClientHandle host_;  // the cluster lives on a client, of which it needs nothing else
  rd_kafka_mock_cluster_s* cluster_;
};

}  // namespace cablestream
