#include "simulation/scenario.h"

#include <algorithm>
#include <array>

#include "simulation/random.h"

namespace cablestream::sim {
namespace {

// Kinds that befall an instance at a call stand more often.
constexpr std::array kKinds = {FaultKind::kPause,   FaultKind::kPause,   FaultKind::kExpel,
                               FaultKind::kExpel,   FaultKind::kDestroy, FaultKind::kDestroy,
                               FaultKind::kDestroy, FaultKind::kFail,    FaultKind::kFail,
                               FaultKind::kStop,    FaultKind::kJoin,    FaultKind::kForeign,
                               FaultKind::kCompact, FaultKind::kGrow,    FaultKind::kTwin};

constexpr int64_t kLongest = 2500;

Fault MakeFault(Random& random, int64_t horizon) {
  Fault fault;
  fault.kind = random.Pick(kKinds);
  fault.at = static_cast<int64_t>(random.Below(static_cast<size_t>(horizon)));
  fault.call = static_cast<Call>(random.Below(kCalls));
  fault.moment = random.OneIn(2) ? Moment::kBefore : Moment::kAfter;
  fault.length = random.OneIn(2) ? random.Between(10, 200) : random.Between(200, kLongest);
  return fault;
}

}  // namespace

Scenario MakeScenario(uint64_t seed, const Limits& limits) {
  Random random(seed);
  Scenario scenario;
  scenario.seed = seed;
  scenario.limits = limits;
  scenario.partition_scope = random.OneIn(6);
  const int32_t partitions = random.OneIn(3) ? random.Between(1, 12) : random.Between(1, 5);
  scenario.raw["raw"] = partitions;
  if (!scenario.partition_scope && random.OneIn(4)) scenario.raw["raw2"] = random.Between(1, 3);
  scenario.shards = random.OneIn(2) ? partitions : random.Between(1, 6);
  if (scenario.partition_scope) scenario.shards = partitions;
  const int instances = random.Between(2, 5);
  const bool all_until_end = random.OneIn(8);
  const bool all_static = random.OneIn(2);
  for (int i = 0; i < instances; ++i) {
    scenario.instances.push_back(
        {all_static || random.OneIn(2), all_until_end || random.OneIn(10)});
  }
  scenario.messages = random.Between(15, 50);
  scenario.batch = random.Between(1, 6);
  scenario.switch_one_in = 1 << random.Between(0, 6);
  scenario.resend_one_in = random.OneIn(3) ? 0 : random.Between(20, 100);
  scenario.limit_known = random.OneIn(2);
  const int faults = random.Between(3, 16);
  const int64_t horizon = int64_t{60} * scenario.messages;
  for (int i = 0; i < faults; ++i) scenario.faults.push_back(MakeFault(random, horizon));

  if (random.OneIn(3)) {
    scenario.window_ms = int64_t{1000} * random.Between(3, 15);
    scenario.max_future_ms = int64_t{1000} * random.Between(1, 20);
    // Every partition has its say in what may be forgotten: with fewer it comes to that.
    if (!scenario.partition_scope && random.OneIn(2))
      scenario.raw = {{"raw", random.Between(1, 3)}};
  }
  scenario.messages = std::min(scenario.messages, limits.messages);
  if (scenario.instances.size() > static_cast<size_t>(limits.instances)) {
    scenario.instances.resize(static_cast<size_t>(limits.instances));
  }
  std::vector<Fault> kept;
  for (size_t i = 0; i < scenario.faults.size(); ++i) {
    if ((limits.faults >> i & 1) != 0) kept.push_back(scenario.faults[i]);
  }
  scenario.faults = std::move(kept);
  std::sort(scenario.faults.begin(), scenario.faults.end(),
            [](const Fault& left, const Fault& right) { return left.at < right.at; });
  if (!limits.network) scenario.resend_one_in = 0;
  return scenario;
}

}  // namespace cablestream::sim
