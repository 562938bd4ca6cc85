// What seeds did: figures of each, and at which calls instances were interrupted.
#pragma once

#include <array>
#include <cstdint>
#include <cstdio>

#include "simulation/calls.h"

namespace cablestream::sim {

struct SeedFigures {
  int transactions = 0;  // committed
  int assignments = 0;
  int faults = 0;
};

// How often an instance was interrupted, by call, moment and interruption. Plain memory.
struct Coverage {
  std::array<std::array<std::array<uint64_t, kInterruptionNames.size()>, 2>, kCalls> counts{};

  void Note(Call call, Moment moment, Interruption interruption) {
    ++counts[static_cast<size_t>(call)][static_cast<size_t>(moment)]
            [static_cast<size_t>(interruption)];
  }
};

// Of many seeds. Plain memory, so that a process hands it to another.
class Summary {
 public:
  void Note(const SeedFigures& figures);
  void NoteFailure() { ++failed_; }
  void Add(const Summary& other);

  [[nodiscard]] uint64_t seeds() const { return seeds_; }
  [[nodiscard]] uint64_t failed() const { return failed_; }
  // Calls, moments and interruptions that did not come together once.
  [[nodiscard]] int Uncovered() const;
  void Print(std::FILE* out) const;

  Coverage coverage;

 private:
  static constexpr size_t kMost = 1000;
  using Histogram = std::array<uint32_t, kMost>;

  void PrintFigure(const char* name, const Histogram& histogram, std::FILE* out) const;

  uint64_t seeds_ = 0;
  uint64_t failed_ = 0;
  Histogram transactions_{};
  Histogram assignments_{};
  Histogram faults_{};
};

}  // namespace cablestream::sim
