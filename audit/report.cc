#include "audit/report.h"

#include <numeric>
#include <utility>

namespace cablestream {

void Imbalances::Add(Imbalance imbalance) {
  if (++counts_[static_cast<size_t>(imbalance.kind)] <= most_kept_) {
    kept_.push_back(std::move(imbalance));
  }
}

uint64_t Imbalances::total() const {
  return std::accumulate(counts_.begin(), counts_.end(), uint64_t{0});
}

uint64_t AuditReport::all_dead_letters() const {
  return std::accumulate(dead_letters.begin(), dead_letters.end(), dead_letters_of_other_reasons);
}

}  // namespace cablestream
