#include "app/admin/history.h"

namespace cablestream {
namespace {

constexpr std::chrono::seconds kInterval{5};

uint64_t LostByFault(const Stats& stats) {
  uint64_t lost = 0;
  for (size_t i = 0; i < stats.transactions_lost.size(); ++i) {
    if (IsFault(static_cast<LossCause>(i))) lost += stats.transactions_lost[i];
  }
  return lost;
}

}  // namespace

void History::Take(Time now, const Stats& stats) {
  const auto& counts = stats.counts;
  const uint64_t dead_letters = SumOf(counts.dead_letters);
  if (samples_.size() == kMostSamples) samples_.pop_front();
  samples_.push_back({now,
                      {counts.messages, counts.records, SumOf(counts.duplicates), dead_letters},
                      {dead_letters, LostByFault(stats), stats.shards_wiped}});
}

History::Growth History::Grown() const {
  if (samples_.empty()) return {};
  const Growth& before = samples_.front().bad;
  const Growth& after = samples_.back().bad;
  return {after.dead_letters - before.dead_letters,
          after.transactions_lost_by_fault - before.transactions_lost_by_fault,
          after.shards_wiped - before.shards_wiped};
}

std::array<History::Rates, History::kNames.size()> History::PerSecond() const {
  std::array<Rates, kNames.size()> rates;
  for (size_t i = 1; i < samples_.size(); ++i) {
    const Sample& before = samples_[i - 1];
    const Sample& after = samples_[i];
    const double seconds = std::chrono::duration<double>(after.time - before.time).count();
    if (seconds <= 0) continue;
    for (size_t name = 0; name < kNames.size(); ++name) {
      rates[name].push_back(static_cast<double>(after.counts[name] - before.counts[name]) /
                            seconds);
    }
  }
  return rates;
}

HistoryThread::HistoryThread(const Stats& stats) : stats_(stats) {
  Take();
  ticker_.emplace(kInterval, [this] { Take(); });
}

History HistoryThread::Get() const {
  const std::lock_guard lock(mutex_);
  return history_;
}

void HistoryThread::Take() {
  const std::lock_guard lock(mutex_);
  history_.Take(std::chrono::steady_clock::now(), stats_);
}

}  // namespace cablestream
