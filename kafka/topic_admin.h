// Topics looked at, made and emptied, groups looked at and set, from outside any group or
// transaction.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "common/result.h"
#include "kafka/client_config.h"
#include "kafka/types.h"

namespace cablestream {

struct TopicSpec {
  std::string name;
  int32_t partitions = -1;          // -1: the broker's default
  int32_t replication_factor = -1;  // -1: the broker's default
  std::map<std::string, std::string> config;
};

// A consumer group as its coordinator sees it.
struct GroupDescription {
  struct Member {
    std::string member_id;
    std::vector<TopicPartition> partitions;
  };
  bool stable = false;  // no rebalance is under way
  std::vector<Member> members;
};

class BrokerFaults;

// Each question blocks for at most `timeout`; making a topic asks several. Fails with kRetry (no
// answer: ask again) and kUnavailable (denied or refused: the message names topic and operation).
// Used by one thread.
class TopicAdmin {
 public:
  TopicAdmin(TopicAdmin&&) = default;
  TopicAdmin& operator=(TopicAdmin&&) = delete;

  [[nodiscard]] static Result<TopicAdmin> Connect(const ClientConfig& config,
                                                  std::chrono::milliseconds timeout);

  // The number of partitions; nullopt: no such topic.
  [[nodiscard]] Result<std::optional<int32_t>> PartitionCount(const std::string& topic);

  // The names of all topics that the brokers let this client see.
  [[nodiscard]] Result<std::vector<std::string>> Topics();

  // The offset of the first message of this time (milliseconds since 1970) or a later one; the
  // log's end where there is none.
  [[nodiscard]] Result<int64_t> OffsetAt(const TopicPartition& partition, int64_t time_ms);

  // The topic's effective settings by name (`max.message.bytes`, `retention.ms`, ...).
  [[nodiscard]] Result<std::map<std::string, std::string>> TopicConfig(const std::string& topic);

  // A group that nobody knows has no members.
  [[nodiscard]] Result<GroupDescription> DescribeGroup(const std::string& group);

  // Makes a topic and waits until its metadata is known. One that exists, or that another process
  // makes at the same time, is fine.
  [[nodiscard]] Status CreateTopic(const TopicSpec& spec);

  // Deletes all messages below these offsets, and waits until that is done.
  [[nodiscard]] Status DeleteBelow(const std::map<TopicPartition, int64_t>& heads);

  // Deletes a topic, or a group with its offsets; one that is not there is fine. Fails with
  // kRefused where the group has members.
  [[nodiscard]] Status DeleteTopic(const std::string& topic);
  [[nodiscard]] Status DeleteGroup(const std::string& group);

  // Sets committed offsets of a group without members, all of them or none. Fails with kRefused
  // where the group has one.
  [[nodiscard]] Status CommitOffsets(const std::string& group,
                                     std::span<const OffsetCommit> offsets);

 private:
  [[nodiscard]] Result<GroupDescription> AskAboutGroup(const std::string& group);
  [[nodiscard]] Status AwaitTopic(const std::string& topic);
  TopicAdmin(ClientHandle client, const std::shared_ptr<BrokerFaults>& faults,
             std::chrono::milliseconds timeout);

  [[nodiscard]] Result<EventHandle> Await(
      const std::string& what, rd_kafka_admin_op_t op,
      const std::function<void(const rd_kafka_AdminOptions_t*, rd_kafka_queue_t*)>& start);

  std::shared_ptr<rd_kafka_t> client_;
  QueueHandle unanswered_;  // the answer to an earlier question will come here
  std::chrono::milliseconds timeout_;
};

}  // namespace cablestream
