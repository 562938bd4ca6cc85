// How much work a piece of code does, counted and not timed: the same on any machine, every time.
#pragma once

#include <cstdint>

namespace cablestream::testing {

struct Work {
  // Basic blocks entered in code compiled with -fsanitize-coverage=trace-pc, and the bytes that
  // memchr, memcmp, memcpy and memmove went over on its behalf.
  uint64_t steps = 0;
  uint64_t allocated_bytes = 0;
};

// Since the program began; of one thread.
[[nodiscard]] Work WorkDone();

}  // namespace cablestream::testing
