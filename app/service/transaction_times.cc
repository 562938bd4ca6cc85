#include "app/service/transaction_times.h"

#include <array>
#include <vector>

namespace cablestream {

void TransactionTimes::Committed(std::span<const int64_t> timestamps_ms) {
  const auto took = clocks_.steady() - begun_;
  stats_.transaction_seconds.Observe(
      std::array{std::chrono::duration_cast<std::chrono::milliseconds>(took).count()});
  const int64_t now_ms = clocks_.wall_ms();
  std::vector<int64_t> latencies;
  latencies.reserve(timestamps_ms.size());
  for (const int64_t timestamp_ms : timestamps_ms) latencies.push_back(now_ms - timestamp_ms);
  stats_.latency_seconds.Observe(latencies);
}

}  // namespace cablestream
