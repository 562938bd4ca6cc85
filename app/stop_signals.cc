#include "app/stop_signals.h"

#include <unistd.h>

#include <csignal>

namespace cablestream {
namespace {

constexpr int kExitInterrupted = 130;

std::atomic<bool> g_stop = false;
static_assert(std::atomic<bool>::is_always_lock_free);

void OnSignal(int) {
  if (g_stop.exchange(true)) _exit(kExitInterrupted);
}

}  // namespace

std::atomic<bool>& StopOnSignals() {
  struct sigaction action = {};
  action.sa_handler = OnSignal;
  sigemptyset(&action.sa_mask);
  // Without SA_RESTART: a read that waits for input ends.
  sigaction(SIGTERM, &action, nullptr);
  sigaction(SIGINT, &action, nullptr);
  return g_stop;
}

}  // namespace cablestream
