#include "producer/timestamp_bounds.h"

#include <algorithm>

namespace cablestream {
namespace {

constexpr int64_t kRememberedMs = 3'600'000;

// Off the distance of a timestamp ahead of the present.
constexpr int64_t kLeastMarginMs = 600'000;
constexpr int64_t kMarginShare = 8;

int64_t Distance(int64_t timestamp_ms, int64_t now_ms) {
  return std::max(timestamp_ms, now_ms) - std::min(timestamp_ms, now_ms);
}

// The present comes nearer to a timestamp ahead of it: the next one of the same burst lies less far
// ahead, and must not have to be refused anew.
int64_t WithMargin(int64_t distance_ms) {
  const int64_t margin = std::max(distance_ms / kMarginShare, kLeastMarginMs);
  return std::max(distance_ms - margin, int64_t{0});
}

}  // namespace

void TimestampBounds::NoteRefused(int64_t timestamp_ms, int64_t now_ms) {
  const bool is_ahead = timestamp_ms > now_ms;
  std::optional<Bound>& bound = is_ahead ? ahead_ : behind_;
  int64_t distance = Distance(timestamp_ms, now_ms);
  if (is_ahead) distance = WithMargin(distance);
  const bool known = Refuses(timestamp_ms, now_ms);
  bound = {known ? std::min(bound->distance_ms, distance) : distance, now_ms};
}

bool TimestampBounds::Refuses(int64_t timestamp_ms, int64_t now_ms) const {
  const std::optional<Bound>& bound = timestamp_ms > now_ms ? ahead_ : behind_;
  if (!bound || now_ms - bound->noted_ms > kRememberedMs) return false;
  return Distance(timestamp_ms, now_ms) >= bound->distance_ms;
}

}  // namespace cablestream
