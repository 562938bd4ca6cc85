// What the pipeline counts, in the text format of Prometheus.
#pragma once

#include <string>

#include "pipeline/stats.h"

namespace cablestream {

[[nodiscard]] std::string MetricsText(const Stats& stats);

}  // namespace cablestream
