// Makes a failing seed smaller: fewer messages, instances and faults.
#pragma once

#include <cstdint>
#include <cstdio>

#include "simulation/scenario.h"

namespace cablestream::sim {

// Tries smaller scenarios of the seed, each with several schedules, for as long as one fails; says
// on `out` what it found. Returns the smallest.
[[nodiscard]] Limits Shrink(uint64_t seed, const Limits& limits, std::FILE* out);

}  // namespace cablestream::sim
