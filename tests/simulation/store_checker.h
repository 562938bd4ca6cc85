// Whether the stores that instances leave behind are copies of the claims topic.
#pragma once

#include <string>

#include "simulation/world.h"

namespace cablestream::sim {

// Each store is what the claims up to its position make, but for what the committed offset says is
// forgotten; those of owners have all of them. Returns the first thing that is wrong; empty:
// nothing.
[[nodiscard]] std::string CheckStores(World& world);

}  // namespace cablestream::sim
