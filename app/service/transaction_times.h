// How long transactions take, and messages from their raw timestamp to the commit.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <utility>

#include "common/clock.h"
#include "pipeline/stats.h"
#include "pipeline/transaction_watch.h"

namespace cablestream {

class TransactionTimes final : public TransactionWatch {
 public:
  struct Clocks {
    std::function<std::chrono::steady_clock::time_point()> steady = std::chrono::steady_clock::now;
    std::function<int64_t()> wall_ms = NowMs;  // since 1970
  };

  // `stats` must outlive it.
  explicit TransactionTimes(Stats& stats) : TransactionTimes(stats, Clocks()) {}
  TransactionTimes(Stats& stats, Clocks clocks) : stats_(stats), clocks_(std::move(clocks)) {}

  void Begun() override { begun_ = clocks_.steady(); }
  void Committed(std::span<const int64_t> timestamps_ms) override;

 private:
  Stats& stats_;
  const Clocks clocks_;
  std::chrono::steady_clock::time_point begun_;
};

}  // namespace cablestream
