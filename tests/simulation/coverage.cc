#include "simulation/coverage.h"

#include <algorithm>

namespace cablestream::sim {

void Summary::Note(const SeedFigures& figures) {
  ++seeds_;
  const auto count = [](int figure, Histogram& histogram) {
    ++histogram[std::min(static_cast<size_t>(figure), kMost - 1)];
  };
  count(figures.transactions, transactions_);
  count(figures.assignments, assignments_);
  count(figures.faults, faults_);
}

void Summary::Add(const Summary& other) {
  seeds_ += other.seeds_;
  failed_ += other.failed_;
  for (size_t i = 0; i < kMost; ++i) {
    transactions_[i] += other.transactions_[i];
    assignments_[i] += other.assignments_[i];
    faults_[i] += other.faults_[i];
  }
  for (size_t i = 0; i < kCalls; ++i) {
    for (size_t j = 0; j < 2; ++j) {
      for (size_t k = 0; k < kInterruptionNames.size(); ++k) {
        coverage.counts[i][j][k] += other.coverage.counts[i][j][k];
      }
    }
  }
}

int Summary::Uncovered() const {
  int uncovered = 0;
  for (const auto& call : coverage.counts) {
    for (const auto& moment : call) {
      uncovered += static_cast<int>(std::count(moment.begin(), moment.end(), 0U));
    }
  }
  return uncovered;
}

void Summary::PrintFigure(const char* name, const Histogram& histogram, std::FILE* out) const {
  size_t least = kMost;
  size_t median = kMost;
  size_t most = 0;
  uint64_t below = 0;
  for (size_t i = 0; i < kMost; ++i) {
    if (histogram[i] == 0) continue;
    least = std::min(least, i);
    most = i;
    below += histogram[i];
    if (median == kMost && 2 * below >= seeds_) median = i;
  }
  std::fprintf(out, "  %-24s %8zu %8zu %8zu\n", name, least, median, most);
}

void Summary::Print(std::FILE* out) const {
  if (seeds_ == 0) return;
  std::fprintf(out, "\n  %-24s %8s %8s %8s\n", "a seed had", "least", "median", "most");
  PrintFigure("transactions committed", transactions_, out);
  PrintFigure("assignments", assignments_, out);
  PrintFigure("faults", faults_, out);

  std::fprintf(out, "\n  %-27s", "instances interrupted at");
  for (const char* moment : {"before:", "after:"}) {
    std::fprintf(out, " %s", moment);
    for (const auto& name : kInterruptionNames) std::fprintf(out, "%10s", name.data());
  }
  for (size_t i = 0; i < kCalls; ++i) {
    std::fprintf(out, "\n  %-27s", kCallNames[i].data());
    for (size_t j = 0; j < 2; ++j) {
      std::fprintf(out, j == 0 ? "        " : "       ");
      for (const uint64_t count : coverage.counts[i][j]) {
        std::fprintf(out, "%10llu", static_cast<unsigned long long>(count));
      }
    }
  }
  std::fprintf(out, "\n");
}

}  // namespace cablestream::sim
