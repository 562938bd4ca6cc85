// The topics that an audit holds against each other, and what they may have deleted.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/result.h"
#include "kafka/topic_admin.h"
#include "kafka/types.h"
#include "storage/identity.h"

namespace cablestream {

struct AuditedTopic {
  std::string name;
  int32_t partitions = 0;
  bool compacted = false;
  bool deletes_by_size = false;
  std::optional<int64_t> retention_ms;  // none: for ever

  // Whether the topic's own settings let it delete a message of this time (-1: none) by `now_ms`.
  [[nodiscard]] bool MayDelete(int64_t timestamp_ms, int64_t now_ms) const;

  [[nodiscard]] std::vector<TopicPartition> all() const;

  bool operator==(const AuditedTopic&) const = default;
};

struct AuditedTopics {
  std::vector<AuditedTopic> raw;
  AuditedTopic records;
  AuditedTopic dead_letters;
  AuditedTopic claims;
  AuditedTopic home;  // without partitions where each raw partition deduplicates for itself

  bool operator==(const AuditedTopics&) const = default;
};

struct AuditedNames {
  std::string group;
  std::vector<std::string> raw;
  std::string records;
  std::string dead_letters;
  DedupScope scope = DedupScope::kGroup;
};

// Makes nothing. Fails with kRetry (no answer: call again) and kUnavailable (denied, or topics are
// missing: the message names them).
[[nodiscard]] Result<AuditedTopics> FindAuditedTopics(const AuditedNames& names, TopicAdmin& admin);

}  // namespace cablestream
