#include "app/admin/lag.h"

#include <algorithm>

namespace cablestream {

std::vector<PartitionLag> Lags(const std::vector<PartitionPosition>& positions,
                               const std::optional<ClientReport>& consumer) {
  std::vector<PartitionLag> lags;
  for (const auto& [partition, offset, limit] : positions) {
    PartitionLag& lag = lags.emplace_back(PartitionLag{partition, offset});
    if (!consumer) continue;
    const auto end = consumer->stable_ends.find(partition);
    if (end == consumer->stable_ends.end()) continue;
    lag.lag = std::max<int64_t>(std::min(end->second, limit) - offset, 0);
  }
  return lags;
}

}  // namespace cablestream
