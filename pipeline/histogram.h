// How often a quantity was how large: counts by bucket, and a sum.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <vector>

namespace cablestream {

// Of seconds. Written by one thread, read by any.
class Histogram {
 public:
  // `bounds`: the upper bounds, in seconds, in order; the last bucket has none.
  Histogram(std::initializer_list<double> bounds);

  // Counts each of these; one below zero is zero.
  void Observe(std::span<const int64_t> milliseconds);

  [[nodiscard]] std::span<const double> bounds() const { return {bounds_.data(), bound_count_}; }
  // By bucket, each without those below it; the last is the one without a bound.
  [[nodiscard]] std::vector<uint64_t> counts() const;
  [[nodiscard]] double sum_seconds() const;

 private:
  static constexpr size_t kMostBounds = 16;

  std::array<double, kMostBounds> bounds_{};
  const size_t bound_count_;
  std::array<std::atomic<uint64_t>, kMostBounds + 1> counts_{};
  std::atomic<uint64_t> sum_ms_ = 0;
};

}  // namespace cablestream
