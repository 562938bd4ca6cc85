// `state rebuild` over real Kafka.
#pragma once

#include <filesystem>

#include "app/config/config.h"
#include "common/result.h"
#include "rebuild/rebuild.h"

namespace cablestream {

// Waits until the group has no members (one that has just ended keeps its seat for some seconds),
// makes a missing claims topic, and rebuilds. Fails as Rebuild and PrepareTopics.
[[nodiscard]] Result<RebuildReport> RebuildClaims(const Config& config,
                                                  const std::filesystem::path& scratch_parent,
                                                  const RebuildHooks& hooks);

// What was done, and what could not be.
[[nodiscard]] std::string RebuildText(const RebuildReport& report);

}  // namespace cablestream
