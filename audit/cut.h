// Up to where the raw topics are audited: what the group has committed.
#pragma once

#include <cstdint>
#include <map>

#include "audit/range_reader.h"
#include "audit/topics.h"
#include "common/result.h"

namespace cablestream {

struct Cut {
  uint32_t number = 0;                    // how many were taken before it
  std::map<TopicPartition, int64_t> raw;  // the first offset beyond it; none: nothing committed
  std::map<TopicPartition, int64_t> home;
};

// The stable committed offsets of the group. All that was published and forwarded for what lies
// below them stands below the high watermarks of the outputs from now on.
[[nodiscard]] Result<Cut> TakeCut(const AuditedTopics& topics, RangeReader& reader);

}  // namespace cablestream
