// What the service did in the last minutes: its counts, taken every few seconds.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <string_view>
#include <vector>

#include "app/ticker.h"
#include "pipeline/stats.h"

namespace cablestream {

class History {
 public:
  using Time = std::chrono::steady_clock::time_point;

  static constexpr std::array<std::string_view, 4> kNames = {"messages", "records", "duplicates",
                                                             "dead letters"};
  static constexpr size_t kMostSamples = 121;  // ten minutes, one every five seconds

  // How many a second there were of one of kNames between one sample and the next, oldest first.
  using Rates = std::vector<double>;

  // What happened from the oldest sample to the newest.
  struct Growth {
    uint64_t dead_letters = 0;
    uint64_t transactions_lost_by_fault = 0;
    uint64_t shards_wiped = 0;
  };

  void Take(Time now, const Stats& stats);
  // In the order of kNames.
  [[nodiscard]] std::array<Rates, kNames.size()> PerSecond() const;
  [[nodiscard]] Growth Grown() const;

 private:
  struct Sample {
    Time time;
    std::array<uint64_t, kNames.size()> counts;
    Growth bad;  // since the start
  };

  std::deque<Sample> samples_;
};

// Takes samples on a thread of its own until it is destroyed.
class HistoryThread {
 public:
  // `stats` must outlive it.
  explicit HistoryThread(const Stats& stats);

  // Any thread.
  [[nodiscard]] History Get() const;

 private:
  void Take();

  const Stats& stats_;
  mutable std::mutex mutex_;
  History history_;
  std::optional<Ticker> ticker_;  // last: it uses the others
};

}  // namespace cablestream
