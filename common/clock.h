// The wall clock, for what is compared with timestamps of messages.
#pragma once

#include <chrono>
#include <cstdint>

namespace cablestream {

// Milliseconds since 1970. Any thread.
[[nodiscard]] inline int64_t NowMs() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

}  // namespace cablestream
