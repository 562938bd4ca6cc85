// Runs seeds: one, or many in several processes.
#pragma once

#include <cstdint>
#include <cstdio>
#include <string>

#include "simulation/coverage.h"
#include "simulation/scenario.h"

namespace cablestream::sim {

struct Outcome {
  std::string failure;  // empty: nothing is wrong
  SeedFigures figures;
};

// `trace` may be null.
[[nodiscard]] Outcome RunSeed(uint64_t seed, const Limits& limits, Coverage& coverage,
                              std::FILE* trace);

// How to see this seed again.
[[nodiscard]] std::string CommandFor(uint64_t seed, const Limits& limits);

// Seeds `from` to `from` + `count` - 1, by turns in `jobs` processes. Each prints a seed that fails
// at once, and ends with it. One that crashes or hangs fails, too.
[[nodiscard]] Summary RunSeeds(uint64_t from, uint64_t count, int jobs, const Limits& limits);

}  // namespace cablestream::sim
