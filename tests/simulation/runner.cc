#include "simulation/runner.h"

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <memory>
#include <vector>

#include "simulation/checker.h"

namespace cablestream::sim {
namespace {

constexpr unsigned kMostSecondsASeed = 300;

// What a job shares with the process that has started it.
struct Job {
  pid_t process = -1;
  uint64_t seed = 0;  // at which it is
  Summary summary;
};

void PrintFailure(uint64_t seed, const Limits& limits, const std::string& failure) {
  std::printf("seed %llu: %s\n    %s --trace\n    %s --shrink\n",
              static_cast<unsigned long long>(seed), failure.c_str(),
              CommandFor(seed, limits).c_str(), CommandFor(seed, limits).c_str());
  std::fflush(stdout);
}

void Work(uint64_t from, uint64_t end, uint64_t step, const Limits& limits, Job& job) {
  for (job.seed = from; job.seed < end; job.seed += step) {
    alarm(kMostSecondsASeed);
    const Outcome outcome = RunSeed(job.seed, limits, job.summary.coverage, nullptr);
    job.summary.Note(outcome.figures);
    if (outcome.failure.empty()) continue;
    job.summary.NoteFailure();
    PrintFailure(job.seed, limits, outcome.failure);
    return;
  }
}

// The jobs' memory.
Job* NewJobs(size_t count) {
  void* memory =
      mmap(nullptr, count * sizeof(Job), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) std::abort();
  return new (memory) Job[count];
}

}  // namespace

Outcome RunSeed(uint64_t seed, const Limits& limits, Coverage& coverage, std::FILE* trace) {
  World world(MakeScenario(seed, limits), coverage, trace);
  world.Run();
  if (world.failure().empty()) {
    if (const std::string wrong = Check(world); !wrong.empty()) world.Fail(wrong);
  }
  return {world.failure(), world.figures()};
}

std::string CommandFor(uint64_t seed, const Limits& limits) {
  const Limits none;
  std::string command = "simulate --from " + std::to_string(seed);
  if (limits.instances != none.instances) {
    command += " --instances " + std::to_string(limits.instances);
  }
  if (limits.messages != none.messages) command += " --messages " + std::to_string(limits.messages);
  if (limits.faults != none.faults) command += " --faults " + std::to_string(limits.faults);
  if (!limits.network) command += " --no-network";
  if (limits.schedule != none.schedule) command += " --schedule " + std::to_string(limits.schedule);
  return command;
}

Summary RunSeeds(uint64_t from, uint64_t count, int jobs, const Limits& limits) {
  const auto step = static_cast<uint64_t>(jobs);
  Job* const all = NewJobs(step);
  std::fflush(stdout);
  for (uint64_t i = 0; i < step; ++i) {
    const pid_t process = fork();
    if (process == 0) {
      Work(from + i, from + count, step, limits, all[i]);
      _exit(0);
    }
    all[i].process = process;  // not the child's to write: it would be 0, and stand for any child
  }
  Summary summary;
  for (uint64_t i = 0; i < step; ++i) {
    int status = 0;
    if (waitpid(all[i].process, &status, 0) < 0) std::abort();
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
      all[i].summary.NoteFailure();
      PrintFailure(all[i].seed, limits,
                   WIFSIGNALED(status) ? strsignal(WTERMSIG(status)) : "the process ended");
    }
    summary.Add(all[i].summary);
  }
  munmap(all, step * sizeof(Job));
  return summary;
}

}  // namespace cablestream::sim
