// The deduplication state as Kafka has it: the claims topic looked into, a store held against it,
// the copies of a message that were dropped.
#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/config/config.h"
#include "audit/message_facts.h"
#include "audit/range_reader.h"
#include "audit/store_check.h"
#include "common/result.h"
#include "consumer/log_reader.h"
#include "storage/claim.h"
#include "storage/store_view.h"

namespace cablestream {

// The claims topic of the group as it stands now, in a temporary folder inside of
// `scratch_parent`. Fails with kUnavailable, kIo.
[[nodiscard]] Result<std::unique_ptr<ClaimsView>> OpenTopicClaims(
    const Config& config, const std::filesystem::path& scratch_parent, const AuditHooks& hooks);

// What the committed offset of each shard says, where it has one. Asks until `stop` turns true, for
// a minute at most. Fails as LogReader::Committed.
[[nodiscard]] Result<std::map<int32_t, CommittedShard>> CommittedShardsOf(
    const Config& config, int32_t shards, LogReader& log, const std::atomic<bool>& stop);

// How much of a store is verified at once; members as of StoreCheckSettings.
struct VerifyScope {
  std::optional<int32_t> only_shard = std::nullopt;
  std::function<bool()> go_on = [] { return true; };
};

// The store in the state folder against the claims topic. Calls `tell` for each difference. Fails
// as CheckStore and StoreView::Open.
[[nodiscard]] Result<StoreCheckReport> VerifyStore(
    const Config& config, const std::filesystem::path& scratch_parent, const AuditHooks& hooks,
    const VerifyScope& scope, const std::function<void(const StoreDifference&)>& tell);

// A raw message of an ID that has no record.
struct Repeat {
  NamedSource source;
  int64_t timestamp_ms = -1;
  size_t of_revision = 0;  // whose text it has; 0: of none that was published
};

// Finds them by parsing all raw messages; the oldest first. `claims`: those on the ID, by shard.
// Fails as RangeReader.
[[nodiscard]] Result<std::vector<Repeat>> FindRepeats(const Config& config,
                                                      const std::string& message_id,
                                                      const std::map<int32_t, Claim>& claims,
                                                      const AuditHooks& hooks);

}  // namespace cablestream
