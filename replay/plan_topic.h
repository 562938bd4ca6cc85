// The topic whose first record is a replay's plan.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "common/result.h"
#include "consumer/log_reader.h"
#include "producer/sink.h"
#include "replay/plan.h"

namespace cablestream {

// The plan, read_committed; nullopt: the topic holds none yet. Fails with kRefused (it holds
// something else) and as LogReader does.
[[nodiscard]] Result<std::optional<ReplayPlan>> ReadPlan(const std::string& plan_topic,
                                                         LogReader& log);

// Writes `plan` where there is none, and returns the one that stands: of several starters at once
// one fixes it. `sink` has the plan topic for its records topic, and one identity for all starters.
// Fails with kUnavailable, and as ReadPlan.
[[nodiscard]] Result<ReplayPlan> FixPlan(const std::string& plan_topic, const ReplayPlan& plan,
                                         LogReader& log, Sink& sink);

}  // namespace cablestream
