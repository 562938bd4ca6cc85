// simulate: the loop through accidents that a seed makes up. docs/simulation.md.
#include <charconv>
#include <cstdio>
#include <string>
#include <string_view>
#include <system_error>

#include "common/log.h"
#include "simulation/runner.h"
#include "simulation/shrink.h"

namespace cablestream::sim {
namespace {

constexpr char kUsage[] = R"(usage: simulate [--seeds N] [--from SEED] [--jobs J]
       simulate --from SEED --trace | --shrink

Runs the pipeline over a simulated Kafka through what each seed makes up, and checks its promises.
Exit status: 0 nothing is wrong, 1 a seed failed, 2 wrong usage.

  --seeds N      how many, 1000 by default
  --from SEED    the first one, 1 by default
  --jobs J       processes, 1 by default
  --all-points   fails, too, where some call was never interrupted before or after its effect; needs
                 many seeds
  --trace        runs one seed and tells what happens, a line a step; the pipeline's own log goes to
                 standard error
  --shrink       looks for a smaller scenario of a failing seed

As --shrink prints them, for a smaller scenario of each seed:
  --instances N --messages N --faults BITS --no-network --schedule N
)";

struct Options {
  uint64_t seeds = 1000;
  uint64_t from = 1;
  int jobs = 1;
  bool all_points = false;
  bool trace = false;
  bool shrink = false;
  Limits limits;
};

// Digits and nothing else.
bool ReadNumber(std::string_view text, uint64_t& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

// False, too, where there is no such option.
bool IsInRange(std::string_view name, uint64_t number) {
  constexpr uint64_t kMost = uint64_t{1} << 62;
  if (name == "--seeds") return number > 0 && number <= kMost;
  if (name == "--from") return number <= kMost;
  if (name == "--jobs") return number > 0 && number <= 256;
  if (name == "--instances") return number > 0 && number <= 100;
  if (name == "--messages") return number <= 1'000'000;
  return name == "--faults" || name == "--schedule";
}

// False where there is no such option, or its number is missing or out of range.
bool Take(std::string_view name, const char* value, Options& options, bool& takes_value) {
  takes_value = false;
  if (name == "--trace") return options.trace = true;
  if (name == "--shrink") return options.shrink = true;
  if (name == "--all-points") return options.all_points = true;
  if (name == "--no-network") {
    options.limits.network = false;
    return true;
  }
  uint64_t number = 0;
  if (value == nullptr || !ReadNumber(value, number) || !IsInRange(name, number)) return false;
  takes_value = true;
  if (name == "--seeds") options.seeds = number;
  if (name == "--from") options.from = number;
  if (name == "--jobs") options.jobs = static_cast<int>(number);
  if (name == "--instances") options.limits.instances = static_cast<int>(number);
  if (name == "--messages") options.limits.messages = static_cast<int>(number);
  if (name == "--faults") options.limits.faults = number;
  if (name == "--schedule") options.limits.schedule = number;
  return true;
}

int TraceSeed(const Options& options) {
  StartLog(LogLevel::kInfo, LogFormat::kText);
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  Coverage coverage;
  return RunSeed(options.from, options.limits, coverage, stdout).failure.empty() ? 0 : 1;
}

int Main(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    bool takes_value = false;
    if (!Take(argv[i], i + 1 < argc ? argv[i + 1] : nullptr, options, takes_value)) {
      std::fputs(kUsage, stderr);
      return 2;
    }
    if (takes_value) ++i;
  }
  if (options.trace) return TraceSeed(options);
  // The pipeline reports its troubles, which are wanted here.
  StartLog(LogLevel::kError, LogFormat::kText);
  if (options.shrink) {
    const Limits smallest = Shrink(options.from, options.limits, stdout);
    std::printf("%s --trace\n", CommandFor(options.from, smallest).c_str());
    return 0;
  }
  const Summary summary = RunSeeds(options.from, options.seeds, options.jobs, options.limits);
  summary.Print(stdout);
  const int uncovered = summary.Uncovered();
  if (options.all_points && uncovered > 0) {
    std::printf("%d kinds of interruption did not come once\n", uncovered);
  }
  std::printf("%llu seeds, %llu failed\n", static_cast<unsigned long long>(summary.seeds()),
              static_cast<unsigned long long>(summary.failed()));
  return summary.failed() > 0 || (options.all_points && uncovered > 0) ? 1 : 0;
}

}  // namespace
}  // namespace cablestream::sim

int main(int argc, char** argv) {
  return cablestream::sim::Main(argc, argv);
}
