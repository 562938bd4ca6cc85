// Where a replay begins or ends, as an operator says it.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <variant>

#include "common/result.h"
#include "kafka/types.h"

namespace cablestream {

struct LogBeginning {};
struct LogEnd {};

// The first message of this time or a later one, by the log's own order; milliseconds since 1970.
struct AtTime {
  int64_t time_ms = 0;
};

// One offset for every partition.
struct AtOffset {
  int64_t offset = 0;
};

// An offset for each partition that is named; of the others nothing is read. An empty topic stands
// for the only raw topic.
struct AtOffsets {
  std::map<TopicPartition, int64_t> offsets;
};

using Bound = std::variant<LogBeginning, LogEnd, AtTime, AtOffset, AtOffsets>;

// Reads `beginning`, `end`, `1200`, `0:1200,1:900`, `cables.raw/0:1200` or
// `2008-06-13T11:56:00Z`. Fails with kInvalidArgument.
[[nodiscard]] Result<Bound> ReadBound(std::string_view text);

}  // namespace cablestream
