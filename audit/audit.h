// Whether the topics of a group balance: every raw message has one outcome, every output one raw
// message, every record its claim. Joins no group and publishes nothing; may run beside the
// service.
//
//   raw[..cut) = records + duplicates + dead letters + in flight
//
// docs/architecture.md says why this holds at the cut, whatever goes on meanwhile.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "audit/range_reader.h"
#include "audit/report.h"
#include "audit/topics.h"
#include "common/result.h"
#include "consumer/log_reader.h"
#include "pipeline/settings.h"
#include "storage/identity.h"

namespace cablestream {

struct AuditSettings {
  AuditedTopics topics;
  DedupScope scope = DedupScope::kGroup;
  std::string generation = "live";
  std::map<TopicPartition, OffsetRange> ranges;  // of a replay; empty: all there is
  // Where the scratch folder is made; it takes some 200 bytes of disk for each message.
  std::filesystem::path scratch_parent;
  size_t most_shown = 20;            // imbalances of a kind that are named
  std::optional<int64_t> window_ms;  // as the service was configured
  int64_t max_future_ms = 86'400'000;
  int64_t now_ms = 0;  // tells what a topic's retention may have deleted
};

// Memory is bounded whatever the topics hold. Fails with kRetry once `hooks.stop` is set;
// kUnavailable (denied; no answer), kRefused (a topic is gone or made anew; the group committed
// faster than the cut could be taken), kIo (the scratch folder).
[[nodiscard]] Result<AuditReport> Audit(const AuditSettings& settings, LogReader& log,
                                        const AuditHooks& hooks);

}  // namespace cablestream
