// A store that a scrub has found to differ from its topic, marked so that no later start uses it.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>

#include "app/config/config.h"
#include "common/result.h"
#include "consumer/log_reader.h"

namespace cablestream {

// Marks the store in the state folder: `claims_log` is the making of the claims that it was held
// against. The mark stands in the store's folder, so that it goes with it. Fails with kIo.
[[nodiscard]] Status MarkInDoubt(const Config& config, int32_t shard, uint64_t claims_log,
                                 const std::string& why);

// Fails with kRefused where the store is marked, with what MarkInDoubt was told. Claims that have
// been made anew since end it: the store is read anew from them. Fails with kIo, and as
// LogReader::Committed.
[[nodiscard]] Status CheckNotInDoubt(const Config& config, int32_t shards, LogReader& log,
                                     const std::atomic<bool>& stop);

}  // namespace cablestream
