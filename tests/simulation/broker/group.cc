#include "simulation/broker/group.h"

#include <algorithm>
#include <utility>

namespace cablestream::sim {

std::string GroupCoordinator::SeatOf(const std::string& instance_id) const {
  if (instance_id.empty()) return "";
  for (const auto& [id, member] : members_) {
    if (member.instance_id == instance_id) return id;
  }
  return "";
}

void GroupCoordinator::Join(std::string& member_id, const std::string& instance_id,
                            const std::vector<std::string>& topics) {
  if (const auto known = members_.find(member_id); known != members_.end()) {
    known->second.joined = true;
    return;
  }
  member_id = (instance_id.empty() ? "member" : instance_id) + "-" + std::to_string(next_member_++);
  Member member{instance_id, topics, true, {}};
  if (const std::string before = SeatOf(instance_id); !before.empty()) {
    member.assignment = std::move(members_[before].assignment);
    members_.erase(before);
  } else {
    Rebalance();
  }
  members_[member_id] = std::move(member);
  members_[member_id].joined = true;
}

void GroupCoordinator::Remove(const std::string& member_id) {
  if (members_.erase(member_id) > 0) Rebalance();
}

void GroupCoordinator::Rebalance() {
  if (std::exchange(rebalancing_, true)) return;
  for (auto& [id, member] : members_) member.joined = false;
}

bool GroupCoordinator::CompleteRebalance(const std::map<std::string, int32_t>& counts) {
  if (!rebalancing_ || members_.empty()) return false;
  for (const auto& [id, member] : members_) {
    if (!member.joined) return false;
  }
  rebalancing_ = false;
  ++generation_;
  for (auto& [id, member] : members_) member.assignment.clear();
  for (const auto& [topic, count] : counts) AssignByRange(topic, count);
  return true;
}

// Members in the order of instance IDs, then of member IDs; the first ones get one more where it
// doesn't divide.
void GroupCoordinator::AssignByRange(const std::string& topic, int32_t count) {
  std::vector<std::pair<std::string, Member*>> sharing;
  for (auto& [id, member] : members_) {
    const bool reads =
        std::find(member.topics.begin(), member.topics.end(), topic) != member.topics.end();
    if (reads) sharing.emplace_back(member.instance_id.empty() ? id : member.instance_id, &member);
  }
  if (sharing.empty()) return;
  std::sort(sharing.begin(), sharing.end());
  const auto members = static_cast<int32_t>(sharing.size());
  int32_t next = 0;
  for (int32_t i = 0; i < members; ++i) {
    const int32_t share = count / members + (i < count % members ? 1 : 0);
    for (int32_t j = 0; j < share; ++j) {
      sharing[static_cast<size_t>(i)].second->assignment.push_back({topic, next++});
    }
  }
}

GroupCoordinator::Standing GroupCoordinator::StandingOf(const std::string& member_id,
                                                        const std::string& instance_id) const {
  const auto found = members_.find(member_id);
  if (found == members_.end()) {
    return SeatOf(instance_id).empty() ? Standing::kUnknown : Standing::kFencedInstance;
  }
  return rebalancing_ ? Standing::kRebalancing : Standing::kStable;
}

std::vector<TopicPartition> GroupCoordinator::AssignmentOf(const std::string& member_id) const {
  const auto found = members_.find(member_id);
  return found == members_.end() ? std::vector<TopicPartition>() : found->second.assignment;
}

Answer GroupCoordinator::CommitInTransaction(const Producer& producer,
                                             const std::vector<OffsetCommit>& offsets,
                                             const GroupMetadata& membership, Tag tag) {
  if (membership.generation >= 0 || !membership.member_id.empty()) {
    const auto member = members_.find(membership.member_id);
    if (member == members_.end()) {
      // The serialised membership is the instance ID here.
      return SeatOf(membership.serialized).empty() ? Answer::kUnknownMemberId
                                                   : Answer::kFencedInstanceId;
    }
    if (membership.generation != generation_) return Answer::kIllegalGeneration;
  }
  auto& pending = pending_[producer.id];
  for (const OffsetCommit& offset : offsets) {
    pending[offset.partition] = {offset.offset, offset.metadata, tag};
  }
  return Answer::kNone;
}

void GroupCoordinator::EndTransaction(const Producer& producer, bool commit,
                                      const OffsetListener& on_offset) {
  const auto found = pending_.find(producer.id);
  if (found == pending_.end()) return;
  if (commit) {
    for (auto& [partition, offset] : found->second) {
      GroupOffset& standing = offsets_[partition];
      on_offset(partition, standing, offset);
      standing = std::move(offset);
    }
  }
  pending_.erase(found);
}

bool GroupCoordinator::IsStable(const TopicPartition& partition) const {
  return std::none_of(pending_.begin(), pending_.end(),
                      [&](const auto& entry) { return entry.second.contains(partition); });
}

GroupOffset GroupCoordinator::OffsetOf(const TopicPartition& partition) const {
  const auto found = offsets_.find(partition);
  return found == offsets_.end() ? GroupOffset() : found->second;
}

}  // namespace cablestream::sim
