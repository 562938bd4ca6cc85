// Requests that are on their way for too long: their client has sent them again, or given up.
#pragma once

#include <functional>
#include <utility>
#include <vector>

#include "simulation/broker/answer.h"
#include "simulation/random.h"

namespace cablestream::sim {

class Network {
 public:
  using Request = std::function<Answer()>;

  void Hold(Request request) { held_.push_back(std::move(request)); }
  [[nodiscard]] bool empty() const { return held_.empty(); }

  // Nobody reads the answer.
  void DeliverOne(Random& random) {
    if (held_.empty()) return;
    const size_t which = random.Below(held_.size());
    const Request request = std::move(held_[which]);
    held_.erase(held_.begin() + static_cast<int64_t>(which));
    (void)request();
  }

 private:
  std::vector<Request> held_;
};

}  // namespace cablestream::sim
