#include "consumer/group_coverage.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "common/log.h"
#include "kafka/call_thread.h"

namespace cablestream {
namespace {

constexpr std::chrono::milliseconds kAskLimit{1000};
constexpr int kFirstToAct = 2;
constexpr std::chrono::seconds kCloseLimit{3};
constexpr int kMostFactor = 32;  // five minutes, with two looks

}  // namespace

std::set<TopicPartition> Unassigned(const GroupDescription& group,
                                    const std::map<std::string, int32_t>& topics) {
  std::set<TopicPartition> unassigned;
  if (!group.stable) return unassigned;
  for (const auto& [topic, count] : topics) {
    for (int32_t i = 0; i < count; ++i) unassigned.insert({topic, i});
  }
  for (const GroupDescription::Member& member : group.members) {
    for (const TopicPartition& partition : member.partitions) unassigned.erase(partition);
  }
  return unassigned;
}

int LooksBeforeActing(const GroupDescription& group, const std::string& member_id) {
  const auto before = std::count_if(
      group.members.begin(), group.members.end(),
      [&](const GroupDescription::Member& member) { return member.member_id < member_id; });
  return kFirstToAct + static_cast<int>(before);
}

bool LookCount::ActsNow(bool covered, int needed) {
  if (covered) {
    *this = {};
    return false;
  }
  if (++looks_ < needed * factor_) return false;
  looks_ = 0;
  factor_ = std::min(2 * factor_, kMostFactor);
  return true;
}

struct GroupCoverage::Watch {
  explicit Watch(Subject what) : subject(std::move(what)) {}

  void Serve() {
    std::unique_lock lock(mutex);
    while (!changed.wait_for(lock, subject.interval, [this] { return closed; })) {
      const std::string member = member_id;
      lock.unlock();
      if (!member.empty()) Look(member);
      lock.lock();
    }
  }

  void Look(const std::string& member) {
    const Result<std::set<TopicPartition>> found = Find(member);
    NoteAnswer(found);
    if (!found) {
      looks.Restart();
      return;
    }
    if (!looks.ActsNow(found->empty(), acts_at)) return;
    LogWarning("assignment.incomplete",
               {{"unassigned", found->size()}, {"first", ToString(*found->begin())}});
    needed = true;
  }

  // The first of several looks in a row that fail tells of all.
  void NoteAnswer(const Result<std::set<TopicPartition>>& found) {
    if (!found && !failing) {
      LogWarning("assignment.not_watched", {{"reason", found.error().message}});
    }
    failing = !found;
  }

  Result<std::set<TopicPartition>> Find(const std::string& member) {
    if (!admin) {
      Result<TopicAdmin> connected = TopicAdmin::Connect(subject.client, kAskLimit);
      if (!connected) return Fail(connected.error());
      admin.emplace(std::move(*connected));
    }
    std::map<std::string, int32_t> counts;
    for (const std::string& topic : subject.topics) {
      const Result<std::optional<int32_t>> count = admin->PartitionCount(topic);
      if (!count) return Fail(count.error());
      counts[topic] = count->value_or(0);
    }
    const Result<GroupDescription> description = admin->DescribeGroup(subject.group);
    if (!description) return Fail(description.error());
    acts_at = LooksBeforeActing(*description, member);
    return Unassigned(*description, counts);
  }

  const Subject subject;
  std::atomic<bool> needed = false;
  std::thread thread;

  std::mutex mutex;
  std::condition_variable changed;
  bool closed = false;
  std::string member_id;

  // The thread's own.
  std::optional<TopicAdmin> admin;
  LookCount looks;
  bool failing = false;
  int acts_at = kFirstToAct;
};

GroupCoverage::GroupCoverage(Subject subject)
    : watch_(std::make_shared<Watch>(std::move(subject))) {
  watch_->thread = std::thread([watch = watch_.get()] { watch->Serve(); });
}

// A look that waits for brokers is short, freeing its client may not be: past the limit both go on
// alone.
GroupCoverage::~GroupCoverage() {
  {
    const std::lock_guard lock(watch_->mutex);
    watch_->closed = true;
    watch_->changed.notify_all();
  }
  CallThread closer;
  (void)closer.Run(
      [watch = std::move(watch_)]() mutable {
        watch->thread.join();
        watch.reset();
      },
      kCloseLimit);
}

void GroupCoverage::Joined(const std::string& member_id) {
  const std::lock_guard lock(watch_->mutex);
  watch_->member_id = member_id;
}

bool GroupCoverage::TakeRebalanceNeeded() {
  return watch_->needed.exchange(false);
}

}  // namespace cablestream
