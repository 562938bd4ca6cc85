// Where the raw messages of the newest dead letters stand, a few of each reason.
#pragma once

#include <array>
#include <cstddef>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "pipeline/reasons.h"

namespace cablestream {

// "cables.raw/3/4711", the newest first.
using DeadLetterPlaces = std::array<std::vector<std::string>, kDeadLetterReasons.size()>;

inline constexpr size_t kMostDeadLetterPlaces = 5;

inline void AddPlace(DeadLetterReason reason, std::string source, DeadLetterPlaces& places) {
  std::vector<std::string>& of_reason = places[static_cast<size_t>(reason)];
  of_reason.insert(of_reason.begin(), std::move(source));
  if (of_reason.size() > kMostDeadLetterPlaces) of_reason.pop_back();
}

// Of committed transactions. Written by the loop, read by any thread.
class RecentDeadLetters {
 public:
  void Add(const DeadLetterPlaces& places) {
    const std::lock_guard lock(mutex_);
    for (size_t reason = 0; reason < places.size(); ++reason) {
      for (auto place = places[reason].rbegin(); place != places[reason].rend(); ++place) {
        AddPlace(static_cast<DeadLetterReason>(reason), *place, places_);
      }
    }
  }

  [[nodiscard]] DeadLetterPlaces Get() const {
    const std::lock_guard lock(mutex_);
    return places_;
  }

 private:
  mutable std::mutex mutex_;
  DeadLetterPlaces places_;
};

}  // namespace cablestream
