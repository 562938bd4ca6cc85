// A replay: a range of the raw topics once more, as a generation of its own.
#pragma once

#include <atomic>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "app/config/load.h"
#include "app/service/service.h"
#include "common/result.h"
#include "consumer/log_reader.h"
#include "kafka/topic_admin.h"
#include "replay/plan.h"

namespace cablestream {

struct ReplayRequest {
  std::string generation;
  std::string from;  // empty: as planned; for a new replay from the beginning
  std::string to;    // likewise, to the end
  bool force = false;
  int32_t replication_factor = -1;  // of topics made; -1: the broker's default
};

// What RunService takes to do a replay: its own group, state folder and internal topics.
struct PreparedReplay {
  Config config;
  ServiceOptions options;
};

// Finds the replay's plan, or makes and fixes it. Fails with kInvalidArgument (another plan stands
// under this name; a range that can't be), kRefused (its plan is gone; a records topic compacted by
// key that holds records), kUnavailable.
[[nodiscard]] Result<PreparedReplay> PrepareReplay(const LoadedConfig& loaded,
                                                   const ReplayRequest& request,
                                                   const std::atomic<bool>& stop);

// The range of every raw partition (counts by topic) from one place to another, as --from and --to
// say them, by the logs as they are now. Fails with kInvalidArgument, kUnavailable.
[[nodiscard]] Result<std::map<TopicPartition, OffsetRange>> ResolveNow(
    const std::string& from, const std::string& to,
    const std::map<std::string, int32_t>& raw_topics, TopicAdmin& admin, LogReader& log,
    const std::atomic<bool>& stop);

// The configuration of a replay's own group and state folder.
[[nodiscard]] Config ReplayConfig(const Config& config, const std::string& generation);

// What the plan fixes, in place of what the configuration says.
void TakePlan(const ReplayPlan& plan, Config& config);

struct ReplayStatus {
  std::string generation;
  ReplayPlan plan;
  std::map<TopicPartition, int64_t> committed;  // positions, of raw partitions that have one
  size_t members = 0;                           // at work now

  [[nodiscard]] int64_t planned() const;  // offsets of all ranges
  [[nodiscard]] int64_t left() const;     // of these, not committed yet
};

// The generations that have a plan, by name. Fails with kUnavailable.
[[nodiscard]] Result<std::vector<std::string>> ListReplays(const Config& config,
                                                           const std::atomic<bool>& stop);

// Fails with kInvalidArgument (no such replay), kRefused, kUnavailable.
[[nodiscard]] Result<ReplayStatus> LookAtReplay(const Config& config, const std::string& generation,
                                                const std::atomic<bool>& stop);

// Deletes a replay's group, internal topics and state folder; what it has published stays. Killed
// at any moment, it can be begun again. Fails with kRefused (it is at work), kUnavailable, kIo.
[[nodiscard]] Status DropReplay(const Config& config, const std::string& generation,
                                const std::atomic<bool>& stop);

}  // namespace cablestream
