// One life of an instance: the real pipeline over simulated parts, on a fiber of its own.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include "common/result.h"
#include "pipeline/stats.h"
#include "simulation/calls.h"
#include "simulation/fiber.h"

namespace cablestream::sim {

class World;
struct Member;

// Thrown through the pipeline, which catches nothing, by an instance that is destroyed: what stands
// on its stack is freed, and nothing goes on. A part that is used after that ends the simulation.
struct Destroyed {};

// What a call returns where it may fail.
template <typename T>
inline constexpr bool kCanFail = false;
template <typename T>
inline constexpr bool kCanFail<Result<T>> = true;

class Process {
 public:
  Process(World& world, Member& member);
  ~Process();

  // By the scheduler.
  void Resume() { fiber_.Resume(); }
  [[nodiscard]] bool ended() const { return fiber_.ended(); }
  [[nodiscard]] bool destroyed() const { return destroyed_; }
  [[nodiscard]] const Status& result() const { return result_; }
  [[nodiscard]] const Stats& stats() const { return stats_; }
  // From now on it is dead; takes effect when it is resumed.
  void Destroy() { destroyed_ = true; }
  void RequestStop() { stop_requested_ = true; }
  [[nodiscard]] bool stop_requested() const { return stop_requested_; }

  // By the parts. Each call of an interface passes two points, at each of which the process may be
  // left, interrupted, or made to fail.
  template <typename Effect>
  auto At(Call call, const Effect& effect) {
    using Returned = std::invoke_result_t<Effect>;
    const bool fails_before = Pass(call, Moment::kBefore);
    if constexpr (std::is_void_v<Returned>) {
      effect();
      (void)Pass(call, Moment::kAfter);
    } else if constexpr (kCanFail<Returned>) {
      if (fails_before) return Returned(Fail(FailureOf(call)));
      Returned returned = effect();
      Say(call, returned ? "ok" : returned.error().message);
      if (Pass(call, Moment::kAfter)) return Returned(Fail(FailureOf(call)));
      return returned;
    } else {
      Returned returned = effect();
      (void)Pass(call, Moment::kAfter);
      return returned;
    }
  }
  // Lets the others go on first: this one has nothing to do.
  void Wait(int64_t steps);

  // Whether a trouble may befall it that costs it a transaction: not too many in a row, or it would
  // rightly give up.
  [[nodiscard]] bool MayBeTroubled() const { return troubles_ < 4; }
  void NoteTrouble() { ++troubles_; }
  void NoteCommit() { troubles_ = 0; }

  [[nodiscard]] World& world() { return world_; }
  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] const Member& member() const { return member_; }

  int64_t paused_until = 0;
  std::string member_id;  // in the group, as it was told last
  bool serving = false;   // reads what it was assigned, and nothing else was told since

 private:
  [[nodiscard]] bool Pass(Call call, Moment moment);
  void Say(Call call, const std::string& text);
  [[nodiscard]] Error FailureOf(Call call);
  void Switch();
  void Live();
  [[nodiscard]] Status RunPipeline();

  World& world_;
  Member& member_;
  const std::string name_;
  bool destroyed_ = false;
  bool stop_requested_ = false;
  int troubles_ = 0;
  Stats stats_;
  Status result_;
  Fiber fiber_;
};

}  // namespace cablestream::sim
