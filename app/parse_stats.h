// What `cablestream parse --stats` shows of the messages that it read.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace cable::v1 {
class Cable;
}

namespace cablestream {

// Counts records and errors; memory does not grow with their number. Used by one thread.
class ParseStats {
 public:
  // A message of `bytes` bytes that took the parser `time`.
  void AddRecord(const cable::v1::Cable& cable, size_t bytes, std::chrono::nanoseconds time);
  // One that did not parse; `bytes` and `time` as above, 0 where the parser never saw it.
  void AddError(std::string_view code, size_t bytes, std::chrono::nanoseconds time);

  [[nodiscard]] uint64_t records() const { return records_; }
  [[nodiscard]] uint64_t errors() const;

  // Records, errors and warnings by code, the share of records that have each field, percentiles
  // of their coverage, and how fast the parser was.
  [[nodiscard]] std::string Table() const;

 private:
  using Counts = std::map<std::string, uint64_t, std::less<>>;

  // The coverage that `percent` of the records do not reach or just reach.
  [[nodiscard]] double CoverageAt(double percent) const;

  // Coverages in ten thousandths.
  static constexpr size_t kSteps = 10'000;

  uint64_t records_ = 0;
  uint64_t bytes_ = 0;
  std::chrono::nanoseconds time_{0};
  Counts errors_;
  Counts warnings_;
  Counts fields_;
  std::array<uint64_t, kSteps + 1> coverages_{};
};

}  // namespace cablestream
