// Looks at everything that a group needs, and says what is there and what is amiss, all at once.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/result.h"
#include "consumer/log_reader.h"
#include "kafka/topic_admin.h"
#include "pipeline/group_topics.h"
#include "pipeline/topics.h"

namespace cablestream {

enum class CheckVerdict {
  kNote,    // worth knowing; nothing has to be done
  kChange,  // somebody has to change something before it works
  kDenied,  // the brokers refuse to tell, or to do
};

struct CheckFinding {
  CheckVerdict verdict = CheckVerdict::kNote;
  std::string text;  // what it is, and what to do
};

struct CheckedTopic {
  std::string_view role;  // "raw", "records", "dead letters", "claims", "home"
  std::string name;
  std::optional<int32_t> partitions;  // none: missing, or not to be seen
  TopicSettings settings;             // those that matter here
};

struct GroupCheck {
  std::vector<CheckedTopic> topics;
  std::vector<CheckFinding> findings;
  int32_t shards = 0;            // as they are, or as they would be made
  size_t members = 0;            // that the group has now
  size_t offsets_committed = 0;  // partitions of the group with a committed offset
};

// Makes nothing, changes nothing, joins nothing and reads no message. What only shows on writing (a
// missing permission to produce) is not found.
//
// Fails with kRetry: no broker answers.
[[nodiscard]] Result<GroupCheck> CheckGroup(const TopicPlan& plan, TopicAdmin& admin,
                                            LogReader& log);

}  // namespace cablestream
