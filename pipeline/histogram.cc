#include "pipeline/histogram.h"

#include <algorithm>

namespace cablestream {

Histogram::Histogram(std::initializer_list<double> bounds)
    : bound_count_(std::min(bounds.size(), kMostBounds)) {
  std::copy_n(bounds.begin(), bound_count_, bounds_.begin());
}

// Adds up by itself first: the atomics are touched once a call, not once a value.
void Histogram::Observe(std::span<const int64_t> milliseconds) {
  std::array<uint64_t, kMostBounds + 1> counts{};
  uint64_t sum_ms = 0;
  for (const int64_t value : milliseconds) {
    const int64_t ms = std::max<int64_t>(value, 0);
    const auto bound = std::ranges::lower_bound(bounds(), static_cast<double>(ms) / 1000);
    ++counts[static_cast<size_t>(bound - bounds().begin())];
    sum_ms += static_cast<uint64_t>(ms);
  }
  for (size_t i = 0; i <= bound_count_; ++i) {
    if (counts[i] > 0) counts_[i] += counts[i];
  }
  sum_ms_ += sum_ms;
}

std::vector<uint64_t> Histogram::counts() const {
  return {counts_.begin(), counts_.begin() + static_cast<std::ptrdiff_t>(bound_count_) + 1};
}

double Histogram::sum_seconds() const {
  return static_cast<double>(sum_ms_) / 1000;
}

}  // namespace cablestream
