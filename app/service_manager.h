// How the service does, told to what started it: systemd with Type=notify, sd_notify(3).
#pragma once

#include <atomic>
#include <optional>
#include <string>

#include "app/admin/health.h"
#include "app/ticker.h"
#include "pipeline/stats.h"

namespace cablestream {

// Used by one thread.
class ServiceReport {
 public:
  // `stats` and `stop` must outlive it.
  ServiceReport(const Stats& stats, const std::atomic<bool>& stop, Health::Time now)
      : health_(stats, now), stop_(stop) {}

  // Lines for sd_notify: READY and STOPPING once, STATUS where it has changed, and WATCHDOG while
  // the loop turns.
  [[nodiscard]] std::string Look(Health::Time now);

 private:
  Health health_;
  const std::atomic<bool>& stop_;
  bool ready_ = false;
  bool stopping_ = false;
  std::string status_;
};

// Reports once a second on a thread of its own until it is destroyed; does nothing where
// NOTIFY_SOCKET is not set.
class ServiceReportThread {
 public:
  ServiceReportThread(const Stats& stats, const std::atomic<bool>& stop);
  ~ServiceReportThread();
  ServiceReportThread(const ServiceReportThread&) = delete;
  ServiceReportThread& operator=(const ServiceReportThread&) = delete;

 private:
  void Send();

  ServiceReport report_;
  std::optional<Ticker> ticker_;
};

}  // namespace cablestream
