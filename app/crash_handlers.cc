#include "app/crash_handlers.h"

#include <unistd.h>

#include <atomic>

namespace cablestream {
namespace {

constexpr size_t kStackSize = 64 << 10;

std::atomic<const CrashNotes*> g_notes = nullptr;
static_assert(std::atomic<const CrashNotes*>::is_always_lock_free);
std::array<struct sigaction, kCrashSignals.size()> g_previous;

void GiveBack(size_t index) {
  sigaction(kCrashSignals[index], &g_previous[index], nullptr);
}

// On return a fault happens again, and a signal that this process raised comes again: both now do
// what they did before.
void OnCrash(int signal, siginfo_t* info, void* /*context*/) {
  const bool raised = info->si_code <= 0;
  const bool from_outside = raised && info->si_pid != getpid();
  const CrashNotes* notes = g_notes.load();
  if (notes != nullptr && !from_outside) notes->NoteCrash();
  for (size_t i = 0; i < kCrashSignals.size(); ++i) {
    if (kCrashSignals[i] == signal) GiveBack(i);
  }
  if (raised) raise(signal);
}

}  // namespace

CrashHandlers::CrashHandlers(const CrashNotes& notes) {
  stack_t existing = {};
  sigaltstack(nullptr, &existing);
  if ((existing.ss_flags & SS_DISABLE) != 0) {
    stack_ = std::make_unique<char[]>(kStackSize);
    stack_t own = {};
    own.ss_sp = stack_.get();
    own.ss_size = kStackSize;
    sigaltstack(&own, nullptr);
  }
  g_notes = &notes;
  struct sigaction action = {};
  action.sa_sigaction = OnCrash;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  sigemptyset(&action.sa_mask);
  for (size_t i = 0; i < kCrashSignals.size(); ++i) {
    sigaction(kCrashSignals[i], &action, &g_previous[i]);
  }
}

CrashHandlers::~CrashHandlers() {
  for (size_t i = 0; i < kCrashSignals.size(); ++i) GiveBack(i);
  g_notes = nullptr;
  if (!stack_) return;
  stack_t none = {};
  none.ss_flags = SS_DISABLE;
  sigaltstack(&none, nullptr);
}

}  // namespace cablestream
