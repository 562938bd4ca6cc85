#include "producer/timestamp_bounds.h"

#include <algorithm>

namespace cablestream {
namespace {

constexpr int64_t kRememberedMs = 3'600'000;

}  // namespace

void TimestampBounds::NoteRefused(int64_t timestamp_ms, int64_t now_ms) {
  std::optional<Bound>& bound = timestamp_ms > now_ms ? ahead_ : behind_;
  const int64_t distance = std::max(timestamp_ms, now_ms) - std::min(timestamp_ms, now_ms);
  const bool known = Refuses(timestamp_ms, now_ms);
  bound = {known ? std::min(bound->distance_ms, distance) : distance, now_ms};
}

bool TimestampBounds::Refuses(int64_t timestamp_ms, int64_t now_ms) const {
  const std::optional<Bound>& bound = timestamp_ms > now_ms ? ahead_ : behind_;
  if (!bound || now_ms - bound->noted_ms > kRememberedMs) return false;
  const int64_t distance = std::max(timestamp_ms, now_ms) - std::min(timestamp_ms, now_ms);
  return distance >= bound->distance_ms;
}

}  // namespace cablestream
