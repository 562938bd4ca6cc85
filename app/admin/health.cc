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
  if (stats_.awaits_registry) return {false, "the schema registry does not answer yet"};
  if (stats_.owned_partitions == 0) return {false, "no partition is assigned yet"};
  std::string reason = "restoring, " + std::to_string(stats_.restore_records_read) +
                       " claims are read, " + std::to_string(stats_.restore_records_left) + " left";
  if (const uint64_t rate = stats_.restore_records_per_second; rate > 0) {
    reason += ", " + std::to_string(rate) + " a second, about " +
              std::to_string(stats_.restore_seconds_left) + " s to go";
  }
  return {false, std::move(reason)};
}

}  // namespace cablestream
