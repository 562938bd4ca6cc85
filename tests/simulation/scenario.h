// What a seed is about: how many instances and partitions, what is fed, and which faults come when.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "simulation/calls.h"

namespace cablestream::sim {

enum class FaultKind {
  kPause,    // an instance stands still, past its session or not
  kExpel,    // it stands still while the group expels it
  kDestroy,  // kill -9
  kFail,     // the call fails, before or after its effect
  kStop,     // SIGTERM
  kJoin,     // one more instance
  kTwin,     // one more instance with the identity of another
  kForeign,  // somebody else keeps a transaction on a claims partition open
  kGrow,     // a raw topic gets more partitions
  kCompact,  // the cleaner goes over the claims
};

struct Fault {
  FaultKind kind = FaultKind::kPause;
  int64_t at = 0;  // in steps; then at the next instance that passes this point
  Call call = Call::kNext;
  Moment moment = Moment::kBefore;
  int64_t length = 0;  // how long it stands still, stays away, or stays open; in steps
};

struct Instance {
  bool is_static = true;
  bool until_end = false;
};

// What becomes smaller when a failing seed is reduced.
struct Limits {
  int instances = 99;
  int messages = 9999;
  uint64_t faults = ~uint64_t{0};  // one bit each
  bool network = true;             // requests that are lost, sent twice, and late
  uint64_t schedule = 0;           // another one for the same scenario
};

struct Scenario {
  uint64_t seed = 0;
  Limits limits;
  bool partition_scope = false;
  std::map<std::string, int32_t> raw;  // partitions by topic
  int32_t shards = 1;
  std::vector<Instance> instances;
  int messages = 0;
  std::optional<int64_t> window_ms;
  int64_t max_future_ms = 86'400'000;
  int batch = 1;            // messages a transaction at most
  int switch_one_in = 1;    // how often an instance is left at a point where nothing happens
  int resend_one_in = 0;    // requests
  bool limit_known = true;  // whether the sink knows the records topic's max.message.bytes
  std::vector<Fault> faults;
};

[[nodiscard]] Scenario MakeScenario(uint64_t seed, const Limits& limits);

}  // namespace cablestream::sim
