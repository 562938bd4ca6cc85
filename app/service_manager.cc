#include "app/service_manager.h"

#include <systemd/sd-daemon.h>

#include <chrono>
#include <cstdlib>

namespace cablestream {
namespace {

constexpr std::chrono::seconds kReportEvery{1};

}  // namespace

std::string ServiceReport::Look(Health::Time now) {
  std::string lines;
  const HealthAnswer ready = health_.Ready();
  if (ready.good && !ready_) lines += "READY=1\n";
  ready_ |= ready.good;
  if (stop_ && !stopping_) lines += "STOPPING=1\n";
  stopping_ |= stop_.load();
  const std::string status = stopping_ ? "stopping" : ready.reason;
  if (status != status_) lines += "STATUS=" + status + "\n";
  status_ = status;
  if (health_.Alive(now).good) lines += "WATCHDOG=1\n";
  return lines;
}

ServiceReportThread::ServiceReportThread(const Stats& stats, const std::atomic<bool>& stop)
    : report_(stats, stop, std::chrono::steady_clock::now()) {
  if (std::getenv("NOTIFY_SOCKET") == nullptr) return;
  Send();
  ticker_.emplace(kReportEvery, [this] { Send(); });
}

ServiceReportThread::~ServiceReportThread() {
  if (!ticker_) return;
  ticker_.reset();
  Send();
}

void ServiceReportThread::Send() {
  (void)sd_notify(0, report_.Look(std::chrono::steady_clock::now()).c_str());
}

}  // namespace cablestream
