#include "simulation/shrink.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "simulation/runner.h"

namespace cablestream::sim {
namespace {

// What is left out changes the schedule of the rest, so that the failure may need another one.
constexpr uint64_t kSchedules = 40;

// The limits under which it fails, if it does under any schedule.
std::optional<Limits> StillFails(uint64_t seed, Limits limits) {
  const uint64_t first = limits.schedule;
  for (uint64_t i = 0; i < kSchedules; ++i) {
    limits.schedule = first + i;
    Coverage coverage;
    if (!RunSeed(seed, limits, coverage, nullptr).failure.empty()) return limits;
  }
  return std::nullopt;
}

// Smaller by one step each.
std::vector<Limits> Smaller(uint64_t seed, const Limits& limits) {
  const Scenario scenario = MakeScenario(seed, limits);
  std::vector<Limits> smaller;
  if (scenario.resend_one_in > 0) {
    smaller.push_back(limits);
    smaller.back().network = false;
  }
  for (const int part : {2, 4, 8}) {
    const int less = scenario.messages - std::max(1, scenario.messages / part);
    if (less < 1) continue;
    smaller.push_back(limits);
    smaller.back().messages = less;
  }
  if (const auto instances = static_cast<int>(scenario.instances.size()); instances > 1) {
    smaller.push_back(limits);
    smaller.back().instances = instances - 1;
  }
  constexpr int kMostFaults = 64;
  for (int i = 0; i < kMostFaults; ++i) {
    Limits one_less = limits;
    one_less.faults &= ~(uint64_t{1} << i);
    if (MakeScenario(seed, one_less).faults.size() == scenario.faults.size()) continue;
    smaller.push_back(one_less);
  }
  return smaller;
}

}  // namespace

Limits Shrink(uint64_t seed, const Limits& limits, std::FILE* out) {
  Limits smallest = limits;
  for (bool again = true; again;) {
    again = false;
    for (const Limits& candidate : Smaller(seed, smallest)) {
      const std::optional<Limits> failing = StillFails(seed, candidate);
      if (!failing) continue;
      smallest = *failing;
      again = true;
      break;
    }
    const Scenario scenario = MakeScenario(seed, smallest);
    std::fprintf(out, "%d messages, %zu instances, %zu faults\n", scenario.messages,
                 scenario.instances.size(), scenario.faults.size());
    std::fflush(out);
  }
  return smallest;
}

}  // namespace cablestream::sim
