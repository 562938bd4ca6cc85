#include "kafka/call_thread.h"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>

namespace cablestream {

namespace {

std::atomic<bool> g_abandoned = false;

}  // namespace

bool AnyCallAbandoned() {
  return g_abandoned.load();
}

struct CallThread::Shared {
  std::mutex mutex;
  std::condition_variable changed;
  std::function<void()> waiting;
  bool busy = false;    // from a call's arrival until it has ended and what it owned is freed
  bool closed = false;  // the owner is gone or has given up

  void Serve() {
    std::unique_lock lock(mutex);
    while (true) {
      changed.wait(lock, [this] { return waiting || closed; });
      if (!waiting) return;
      RunUnlocked(std::exchange(waiting, nullptr), lock);
      busy = false;
      changed.notify_all();
    }
  }

  // Freeing what the call owns may block just as the call itself: both count, neither holds the
  // lock that the caller needs to give up.
  static void RunUnlocked(std::function<void()> call, std::unique_lock<std::mutex>& lock) {
    lock.unlock();
    call();
    call = nullptr;
    lock.lock();
  }
};

CallThread::CallThread() : shared_(std::make_shared<Shared>()) {
  std::thread([shared = shared_] { shared->Serve(); }).detach();
}

CallThread::~CallThread() {
  const std::lock_guard lock(shared_->mutex);
  shared_->closed = true;
  shared_->changed.notify_all();
}

bool CallThread::Run(std::function<void()> call, std::chrono::milliseconds limit) {
  std::unique_lock lock(shared_->mutex);
  if (shared_->closed) return false;
  shared_->waiting = std::move(call);
  shared_->busy = true;
  shared_->changed.notify_all();
  const bool ended = shared_->changed.wait_for(lock, limit, [this] { return !shared_->busy; });
  if (!ended) {
    shared_->closed = true;
    g_abandoned.store(true);
  }
  return ended;
}

}  // namespace cablestream
