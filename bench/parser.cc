// How fast a core parses, beside the least that could be done to the same bytes: copying and
// hashing them. Over made-up cables of examples/generate.
//
//   build/bench/parser_bench [--benchmark_filter=...]
#include <benchmark/benchmark.h>

// The state lives on the stack.
#define XXH_STATIC_LINKING_ONLY
#include <xxhash.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <new>
#include <string>
#include <vector>

#include "cable/v1/cable.pb.h"
#include "parser/content_hash.h"
#include "parser/parser.h"

namespace {

uint64_t allocations = 0;

}  // namespace

// Out of line: GCC 12 takes an inlined pair of these for a mismatched one.
[[gnu::noinline]] void* operator new(size_t size) {
  ++allocations;
  if (void* memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}

[[gnu::noinline]] void operator delete(void* memory) noexcept {
  std::free(memory);
}

[[gnu::noinline]] void operator delete(void* memory, size_t) noexcept {
  std::free(memory);
}

namespace cablestream {
namespace {

constexpr char kSeparator = '\x1e';

// Appends `count` cables of about `size` bytes; false where the generator failed.
bool Generate(int count, int size, std::vector<std::string>& cables) {
  const std::string command = std::string(SOURCE_FOLDER "/examples/generate") + " --count " +
                              std::to_string(count) + " --no-cables 0 --size " +
                              std::to_string(size);
  FILE* generator = popen(command.c_str(), "r");
  if (generator == nullptr) return false;
  cables.emplace_back();
  for (int c = std::fgetc(generator); c != EOF; c = std::fgetc(generator)) {
    if (c == kSeparator) {
      cables.emplace_back();
    } else {
      cables.back().push_back(static_cast<char>(c));
    }
  }
  return pclose(generator) == 0;
}

// How many cables there are of each size, as an embassy's files have them: half are below 7 kB, a
// tenth above 17 kB.
struct Share {
  int size;
  int count;
};
constexpr Share kFiles[] = {{1200, 300},  {3000, 400},  {7000, 600},
                            {11000, 400}, {17000, 240}, {30000, 60}};
constexpr int kAllSizes = 0;

// `size` is a usual cable's, in bytes, or kAllSizes.
std::vector<std::string> Generate(int size) {
  std::vector<std::string> cables;
  if (size != kAllSizes) return Generate(2000, size, cables) ? cables : std::vector<std::string>();
  for (const Share& share : kFiles) {
    if (!Generate(share.count, share.size, cables)) return {};
  }
  return cables;
}

// Runs `work` on each cable in turn; counts bytes, messages and allocations.
template <typename Work>
void Run(benchmark::State& state, const Work& work) {
  const std::vector<std::string> cables = Generate(static_cast<int>(state.range(0)));
  if (cables.empty()) return state.SkipWithError("examples/generate failed");
  for (const std::string& cable : cables) work(cable);  // memory that is used again grows first
  uint64_t bytes = 0;
  uint64_t messages = 0;
  const uint64_t before = allocations;
  for (auto _ : state) {
    for (const std::string& cable : cables) {
      work(cable);
      bytes += cable.size();
    }
    messages += cables.size();
  }
  state.SetBytesProcessed(static_cast<int64_t>(bytes));
  state.SetItemsProcessed(static_cast<int64_t>(messages));
  state.counters["allocations"] =
      static_cast<double>(allocations - before) / static_cast<double>(messages);
}

void BM_Parse(benchmark::State& state) {
  cable::v1::Cable record;
  Run(state, [&](const std::string& cable) { benchmark::DoNotOptimize(Parse(cable, record)); });
}

void BM_ContentHash(benchmark::State& state) {
  Run(state, [](const std::string& cable) {
    benchmark::DoNotOptimize(ContentHash(cable, kContentHashVersion));
  });
}

void BM_Serialize(benchmark::State& state) {
  cable::v1::Cable record;
  std::string bytes;
  Run(state, [&](const std::string& cable) {
    benchmark::DoNotOptimize(Parse(cable, record));
    benchmark::DoNotOptimize(record.SerializeToString(&bytes));
  });
}

void BM_CopyAndXxh3(benchmark::State& state) {
  std::string copy;
  Run(state, [&](const std::string& cable) {
    copy.resize(cable.size());
    std::memcpy(copy.data(), cable.data(), cable.size());
    benchmark::DoNotOptimize(XXH3_64bits(copy.data(), copy.size()));
  });
}

BENCHMARK(BM_CopyAndXxh3)->Arg(kAllSizes)->Arg(3000)->Arg(7000);
BENCHMARK(BM_ContentHash)->Arg(kAllSizes)->Arg(3000)->Arg(7000);
BENCHMARK(BM_Parse)->Arg(kAllSizes)->Arg(3000)->Arg(7000);
BENCHMARK(BM_Serialize)->Arg(kAllSizes)->Arg(3000)->Arg(7000);

}  // namespace
}  // namespace cablestream

BENCHMARK_MAIN();
