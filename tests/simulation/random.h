// The only source of chance: the same seed gives the same run on every platform.
#pragma once

#include <cstddef>
#include <cstdint>

namespace cablestream::sim {

// splitmix64.
class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}

  uint64_t Next() {
    state_ += 0x9E3779B97F4A7C15;
    uint64_t mixed = state_;
    mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
    mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
    return mixed ^ (mixed >> 31);
  }

  // 0 to `count` - 1; `count` is at least 1 and below 2^32.
  size_t Below(size_t count) { return static_cast<size_t>(((Next() >> 32) * count) >> 32); }

  // Both ends included.
  int Between(int least, int most) {
    return least + static_cast<int>(Below(static_cast<size_t>(most - least + 1)));
  }

  // `one_in` 0: never.
  bool OneIn(int one_in) { return one_in > 0 && Below(static_cast<size_t>(one_in)) == 0; }

  template <typename Items>
  auto& Pick(Items& items) {
    return items[Below(items.size())];
  }

 private:
  uint64_t state_;
};

}  // namespace cablestream::sim
