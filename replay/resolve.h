// Bounds held against the logs as they are now.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "common/result.h"
#include "consumer/log_reader.h"
#include "kafka/types.h"
#include "pipeline/settings.h"
#include "replay/bound.h"

namespace cablestream {

struct ResolveActions {
  std::function<Result<Watermarks>(const TopicPartition&)> ends;
  // The offset of the first message of a time or a later one; the log's end where there is none.
  std::function<Result<int64_t>(const TopicPartition&, int64_t time_ms)> at_time;
};

// The range of every partition of the raw topics (partition counts by name). An offset past a log's
// end stands for its end. Fails with kInvalidArgument (a partition that is not there, an offset
// that is gone, a range that ends before it begins) and as `actions` do.
[[nodiscard]] Result<std::map<TopicPartition, OffsetRange>> ResolveRanges(
    const Bound& from, const Bound& to, const std::map<std::string, int32_t>& raw_topics,
    const ResolveActions& actions);

}  // namespace cablestream
