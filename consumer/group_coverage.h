// Whether a group reads all that it should.
//
// A static member that restarts gets its old assignment back without a rebalance. Where a topic has
// grown meanwhile, or stands in the configuration only since, its partitions belong to nobody then,
// and no member of the group is ever told.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "kafka/client_config.h"
#include "kafka/topic_admin.h"
#include "kafka/types.h"

namespace cablestream {

// The partitions of `topics` that a stable group has given to nobody.
[[nodiscard]] std::set<TopicPartition> Unassigned(const GroupDescription& group,
                                                  const std::map<std::string, int32_t>& topics);

// How many looks in a row must find partitions that nobody has before this member acts. Members are
// told apart by their place among the IDs, so that one acts for all; the next one only where that
// does not help (it may not know the topic).
[[nodiscard]] int LooksBeforeActing(const GroupDescription& group, const std::string& member_id);

// When this member acts, of all the looks at which partitions were found that nobody has.
class LookCount {
 public:
  // One look. `needed`: LooksBeforeActing. Acting may not help (another member subscribes to other
  // topics), and stops the whole group for a moment: each time the looks that are needed double, up
  // to some minutes, until all is covered.
  [[nodiscard]] bool ActsNow(bool covered, int needed);
  // A look without an answer: nothing is known, and the looks are counted from the next one on.
  void Restart() { looks_ = 0; }

 private:
  int looks_ = 0;
  int factor_ = 1;
};

// Looks at the group from beside it, again and again, on a thread of its own. Each call may come
// from any thread.
class GroupCoverage {
 public:
  struct Subject {
    ClientConfig client;
    std::string group;
    std::vector<std::string> topics;     // as this process subscribes to them
    std::chrono::milliseconds interval;  // from one look to the next
  };
  explicit GroupCoverage(Subject subject);
  GroupCoverage(const GroupCoverage&) = delete;
  GroupCoverage& operator=(const GroupCoverage&) = delete;
  ~GroupCoverage();

  // As whom this process has joined.
  void Joined(const std::string& member_id);

  // True, once, where this member should make the group share out its partitions anew.
  [[nodiscard]] bool TakeRebalanceNeeded();

 private:
  struct Watch;
  std::shared_ptr<Watch> watch_;
};

}  // namespace cablestream
