// The page at /, for people: plain HTML that refreshes itself.
#pragma once

#include <string>
#include <vector>

#include "app/admin/health.h"
#include "app/admin/history.h"
#include "app/admin/lag.h"
#include "pipeline/stats.h"

namespace cablestream {

struct StatusView {
  HealthAnswer alive;
  HealthAnswer ready;
  std::vector<PartitionLag> partitions;
  History history;
  std::string config;  // as FormatConfig: secrets are masked
};

// Shows numbers, coordinates and codes; never the text of a message.
[[nodiscard]] std::string StatusPage(const StatusView& view, const Stats& stats);

// What the page loads besides itself, as /status.js: it puts a newer page in its place every few
// seconds, and says where none comes.
[[nodiscard]] std::string StatusScript();

}  // namespace cablestream
