// Dead letters put back into the raw topics: the topics looked at and made, and Redrive over them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

#include "app/config/config.h"
#include "common/result.h"
#include "replay/redrive.h"

namespace cablestream {

struct RedriveRequest {
  LetterSelection selection;
  int64_t max_attempts = 3;
  uint64_t limit = UINT64_MAX;
  std::optional<uint64_t> rate;
  bool dry_run = false;
  int32_t replication_factor = -1;  // of topics made; -1: the broker's default
};

// Makes `<dead-letters>.redriven` and `<dead-letters>.parked` where they are missing, but for a dry
// run. Fails as Redrive, and with kRefused where the marks are gone or would be lost.
[[nodiscard]] Result<RedriveReport> RedriveLetters(const Config& config,
                                                   const RedriveRequest& request,
                                                   const std::filesystem::path& scratch_parent,
                                                   const RedriveHooks& hooks);

}  // namespace cablestream
