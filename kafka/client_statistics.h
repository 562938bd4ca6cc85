// What a client tells of itself every few seconds: librdkafka's statistics, as it words them.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <utility>

namespace cablestream {

// For `statistics.interval.ms`.
inline constexpr const char* kStatisticsIntervalMs = "5000";

// The newest of one client's, or of those that took its place. Any thread.
class ClientStatistics {
 public:
  void Put(std::string json) {
    auto latest = std::make_shared<const std::string>(std::move(json));
    const std::lock_guard lock(mutex_);
    latest_.swap(latest);
  }

  // Null: none yet. JSON, of the form that librdkafka's STATISTICS.md gives.
  [[nodiscard]] std::shared_ptr<const std::string> Latest() const {
    const std::lock_guard lock(mutex_);
    return latest_;
  }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const std::string> latest_;
};

}  // namespace cablestream
