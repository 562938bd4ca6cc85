// LogTrimmer over the simulated broker.
#pragma once

#include "producer/log_trimmer.h"
#include "simulation/process.h"
#include "simulation/world.h"

namespace cablestream::sim {

class SimTrimmer final : public LogTrimmer {
 public:
  explicit SimTrimmer(Process& process) : process_(process) {}

  void DeleteBelow(std::span<const LogHead> heads) override {
    process_.At(Call::kDeleteBelow, [&] {
      for (const LogHead& head : heads) {
        process_.world().broker().LogOf(head.partition).DeleteBelow(head.offset);
      }
    });
  }

 private:
  Process& process_;
};

}  // namespace cablestream::sim
