// How far from the present a topic's timestamps may lie, as far as brokers have shown.
#pragma once

#include <cstdint>
#include <optional>

namespace cablestream {

// Learns from timestamps that were refused, each measured from the moment of its refusal, less a
// margin where it lay ahead: the present comes nearer to others like it. What was learnt is
// forgotten after an hour: a topic's settings may have changed.
class TimestampBounds {
 public:
  void NoteRefused(int64_t timestamp_ms, int64_t now_ms);

  // Nothing was refused yet.
  [[nodiscard]] bool empty() const { return !ahead_ && !behind_; }

  // Whether one that lay no further from its present, but for the margin, was refused within the
  // last hour.
  [[nodiscard]] bool Refuses(int64_t timestamp_ms, int64_t now_ms) const;

 private:
  struct Bound {
    int64_t distance_ms = 0;  // the least that was refused, or taken to be
    int64_t noted_ms = 0;
  };
  std::optional<Bound> ahead_;
  std::optional<Bound> behind_;
};

}  // namespace cablestream
