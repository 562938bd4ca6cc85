// The page that a person opens: what the process is doing, without a script or an asset.
#pragma once

#include <string>

#include "app/admin/health.h"
#include "pipeline/stats.h"

namespace cablestream {

[[nodiscard]] std::string StatusPage(const Stats& stats, const HealthAnswer& ready);

}  // namespace cablestream
