#include "simulation/process.h"

#include <cstdio>
#include <cstdlib>

#include "pipeline/group_identity.h"
#include "pipeline/pipeline.h"
#include "simulation/fakes/sim_log_reader.h"
#include "simulation/fakes/sim_sink.h"
#include "simulation/fakes/sim_source.h"
#include "simulation/fakes/sim_store.h"
#include "simulation/fakes/sim_trimmer.h"
#include "simulation/world.h"

namespace cablestream::sim {
namespace {

// Calls that only ask, and can't fail, are not worth a line.
bool IsWorthALine(Call call, const std::string& text) {
  const bool is_look =
      call == Call::kNext || call == Call::kRead || call == Call::kFind || call == Call::kClose;
  return !is_look || text != "ok";
}

}  // namespace

Process::Process(World& world, Member& member)
    : world_(world),
      member_(member),
      name_(member.name + "." + std::to_string(++member.lives)),
      fiber_([this] { Live(); }) {}

Process::~Process() {
  destroyed_ = true;
  while (!fiber_.ended()) fiber_.Resume();
}

void Process::Live() {
  try {
    if (!destroyed_) result_ = RunPipeline();
  } catch (const Destroyed&) {
  }
}

Status Process::RunPipeline() {
  const PipelineSettings settings = world_.SettingsFor(member_);
  SimSource source(*this);
  SimSink sink(*this);
  SimStore store(*this, member_.store);
  SimLogReader log(*this);
  SimTrimmer trimmer(*this);
  if (Status same = CheckGroupIdentity(settings, log); !same) return same;
  source.Join();
  Pipeline pipeline(settings, source, sink, store, log, stats_, /*crashes=*/nullptr, &trimmer);
  Status ended = pipeline.Run();
  source.Leave();
  return ended;
}

bool Process::Pass(Call call, Moment moment) {
  if (destroyed_) {
    std::fprintf(stderr, "%s was destroyed and calls %s\n", name_.c_str(),
                 std::string(NameOf(call)).c_str());
    std::abort();
  }
  world_.Tick(1);
  const Passing passing = world_.PassPoint(*this, call, moment);
  if (passing == Passing::kDestroy) {
    destroyed_ = true;
    throw Destroyed{};
  }
  if (passing == Passing::kLeave) Switch();
  if (passing != Passing::kFail) return false;
  NoteTrouble();
  return true;
}

void Process::Wait(int64_t steps) {
  world_.Tick(steps);
  Switch();
}

void Process::Switch() {
  fiber_.Yield();
  if (destroyed_) throw Destroyed{};
}

void Process::Say(Call call, const std::string& text) {
  if (!world_.tracing() || !IsWorthALine(call, text)) return;
  world_.Say(name_, std::string(NameOf(call)) + ": " + text);
}

Error Process::FailureOf(Call call) {
  const std::string text = std::string(NameOf(call)) + " is made to fail";
  if (world_.tracing()) world_.Say(name_, text);
  switch (call) {
    case Call::kFind:
    case Call::kNextOffset:
      return {world_.random().OneIn(2) ? ErrorCode::kCorruption : ErrorCode::kIo, text};
    case Call::kApply:
    case Call::kWipe:
      return {ErrorCode::kIo, text};
    case Call::kRenew:
    case Call::kCommitted:
    case Call::kQueryWatermarks:
    case Call::kOpen:
    case Call::kRead:
      return {ErrorCode::kRetry, text};
    default:
      return {ErrorCode::kLost, text};
  }
}

}  // namespace cablestream::sim
