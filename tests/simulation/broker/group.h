// The group coordinator: classic protocol, eager, and the group's committed offsets.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "kafka/types.h"
#include "simulation/broker/answer.h"

namespace cablestream::sim {

// A partition's committed offset, and the transaction that committed it.
struct GroupOffset {
  int64_t offset = -1;
  std::string metadata;
  Tag tag = kNoTag;
};

class GroupCoordinator {
 public:
  // How a member finds itself when it asks.
  enum class Standing { kStable, kRebalancing, kUnknown, kFencedInstance };

  // Joins, or joins again. An empty member ID: a new member; it gets one. A static member's seat is
  // taken over from whoever had it; where nothing else changes it keeps its assignment, and no
  // other member is asked.
  void Join(std::string& member_id, const std::string& instance_id,
            const std::vector<std::string>& topics);
  // Left, or expelled: the others share its partitions.
  void Remove(const std::string& member_id);
  // All must join again: a topic has grown.
  void Rebalance();
  // Shares out the partitions once every member has joined again; `counts` by topic.
  bool CompleteRebalance(const std::map<std::string, int32_t>& counts);

  [[nodiscard]] Standing StandingOf(const std::string& member_id,
                                    const std::string& instance_id) const;
  [[nodiscard]] bool HasMember(const std::string& member_id) const {
    return members_.contains(member_id);
  }
  [[nodiscard]] int32_t generation() const { return generation_; }
  [[nodiscard]] bool stable() const { return !rebalancing_; }
  [[nodiscard]] std::vector<TopicPartition> AssignmentOf(const std::string& member_id) const;

  // Holds the offsets until the transaction ends. `instance_id` may be empty. A membership of
  // generation -1 and without a member ID is not looked at, as in Kafka.
  [[nodiscard]] Answer CommitInTransaction(const Producer& producer,
                                           const std::vector<OffsetCommit>& offsets,
                                           const GroupMetadata& membership, Tag tag);
  // `on_offset` is told of each offset that counts from now on, and of the one before it.
  using OffsetListener =
      std::function<void(const TopicPartition&, const GroupOffset& before, const GroupOffset& now)>;
  void EndTransaction(const Producer& producer, bool commit, const OffsetListener& on_offset);

  // Whether no transaction holds an undecided offset of it.
  [[nodiscard]] bool IsStable(const TopicPartition& partition) const;
  [[nodiscard]] GroupOffset OffsetOf(const TopicPartition& partition) const;
  [[nodiscard]] bool HasPending() const { return !pending_.empty(); }

 private:
  struct Member {
    std::string instance_id;
    std::vector<std::string> topics;
    bool joined = false;  // since the rebalance began
    std::vector<TopicPartition> assignment;
  };

  [[nodiscard]] std::string SeatOf(const std::string& instance_id) const;
  void AssignByRange(const std::string& topic, int32_t count);

  std::map<std::string, Member> members_;  // by member ID
  int next_member_ = 0;
  int32_t generation_ = 0;
  bool rebalancing_ = false;

  std::map<TopicPartition, GroupOffset> offsets_;
  // By producer ID, since an epoch is raised before what it left open is ended.
  std::map<int64_t, std::map<TopicPartition, GroupOffset>> pending_;
};

}  // namespace cablestream::sim
