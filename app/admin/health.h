// Whether the process is alive and of use, as a probe asks.
#pragma once

#include <chrono>
#include <mutex>
#include <string>

#include "pipeline/stats.h"

namespace cablestream {

struct HealthAnswer {
  bool good = false;
  std::string reason;  // one line for a person
};

// Any thread.
class Health {
 public:
  using Time = std::chrono::steady_clock::time_point;

  // A loop that has not turned for this long is stuck: no call in it blocks longer.
  static constexpr std::chrono::seconds kStuck{60};

  // `stats` must outlive it.
  Health(const Stats& stats, Time now) : stats_(stats), turned_at_(now) {}

  // Good while the loop turns. The loop has no clock; a turn is dated by the first question that
  // sees it, so that a stuck loop shows kStuck after the last question that saw it move.
  [[nodiscard]] HealthAnswer Alive(Time now);

  // Good once partitions are assigned and their state is restored.
  [[nodiscard]] HealthAnswer Ready() const;

 private:
  const Stats& stats_;
  std::mutex mutex_;
  uint64_t turns_ = 0;
  Time turned_at_;
};

}  // namespace cablestream
