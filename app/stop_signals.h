// SIGTERM and SIGINT: the first asks the process to end, the second ends it at once (status 130).
#pragma once

#include <atomic>

namespace cablestream {

// Takes over both signals for the rest of the process. Returns the flag that the first one sets.
[[nodiscard]] std::atomic<bool>& StopOnSignals();

}  // namespace cablestream
