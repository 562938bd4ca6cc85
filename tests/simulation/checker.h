// The promises, held against what stands in the topics and stores once all is done. Knows what was
// fed, and reads the topics as a read_committed consumer does.
#pragma once

#include <string>

#include "simulation/world.h"

namespace cablestream::sim {

// The first thing that is wrong; empty: nothing.
[[nodiscard]] std::string Check(World& world);

}  // namespace cablestream::sim
