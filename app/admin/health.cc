#include "app/admin/health.h"

namespace cablestream {

HealthAnswer Health::Alive(Time now) {
  const std::lock_guard lock(mutex_);
  const uint64_t turns = stats_.loop_turns;
  if (turns != turns_) {
    turns_ = turns;
    turned_at_ = now;
  }
  const auto still = std::chrono::duration_cast<std::chrono::seconds>(now - turned_at_);
  if (still <= kStuck) return {true, "alive"};
  return {false, "the loop has not turned for " + std::to_string(still.count()) + " s"};
}

HealthAnswer Health::Ready() const {
  if (stats_.ready) return {true, "ready"};
  if (stats_.owned_partitions == 0) return {false, "no partition is assigned yet"};
  return {false, "restoring, " + std::to_string(stats_.restore_records_left) + " records are left"};
}

}  // namespace cablestream
