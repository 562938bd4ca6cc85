// A diff of this version's records against those published: topics and range found, and Diff over
// them.
#pragma once

#include <filesystem>
#include <string>

#include "app/config/config.h"
#include "common/result.h"
#include "replay/diff.h"

namespace cablestream {

struct DiffRequest {
  std::string from = "beginning";  // as the command line says it
  std::string to = "end";
  size_t show = 0;  // examples of a kind
};

// Fails as Diff and ResolveNow.
[[nodiscard]] Result<DiffReport> DiffRecords(const Config& config, const DiffRequest& request,
                                             const std::filesystem::path& scratch_parent,
                                             const AuditHooks& hooks);

}  // namespace cablestream
