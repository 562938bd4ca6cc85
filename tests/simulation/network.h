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

  void Hold(const Producer& producer, Request request) {
    held_.push_back({producer.id, std::move(request)});
  }
  [[nodiscard]] bool empty() const { return held_.empty(); }

  // Nobody reads the answers.
  void DeliverOne(Random& random) {
    if (!held_.empty()) Deliver(random.Below(held_.size()));
  }
  // The oldest one of this producer: its next transaction is open by now.
  void DeliverOneOf(const Producer& producer) {
    for (size_t i = 0; i < held_.size(); ++i) {
      if (held_[i].producer_id == producer.id) return Deliver(i);
    }
  }

 private:
  struct Held {
    int64_t producer_id = -1;
    Request request;
  };

  void Deliver(size_t which) {
    const Held held = std::move(held_[which]);
    held_.erase(held_.begin() + static_cast<int64_t>(which));
    (void)held.request();
  }

  std::vector<Held> held_;
};

}  // namespace cablestream::sim
