// What stands before the protobuf bytes of each record, by records.format.
#pragma once

#include <atomic>
#include <optional>
#include <string>

#include "app/config/config.h"
#include "common/result.h"
#include "pipeline/stats.h"

namespace cablestream {

// Fails with kInvalidArgument: a format whose schema registry is not named whole.
[[nodiscard]] Status RefuseRegistryless(const Config& config);

// Of RecordFormat::kConfluent it asks the schema registry, once; nothing else does while records
// are written. While the registry does not answer it keeps trying and says so; with `until_end` it
// gives up after half a minute (kRetry). Nullopt: stopped. Other failures as SchemaRegistry::IdOf.
[[nodiscard]] Result<std::optional<std::string>> AwaitRecordFrame(const Config& config,
                                                                  bool until_end,
                                                                  const std::atomic<bool>& stop,
                                                                  Stats& stats);

}  // namespace cablestream
