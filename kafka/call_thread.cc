#include "kafka/call_thread.h"

#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>

namespace cablestream {

struct CallThread::Shared {
  std::mutex mutex;
  std::condition_variable changed;
  std::function<void()> call;  // set: waiting or running
  bool closed = false;         // the owner is gone or has given up

  void Serve() {
    std::unique_lock lock(mutex);
    while (true) {
      changed.wait(lock, [this] { return call || closed; });
      if (!call) return;
      lock.unlock();
      call();
      lock.lock();
      call = nullptr;  // frees what it owns before the caller goes on
      changed.notify_all();
    }
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
  shared_->call = std::move(call);
  shared_->changed.notify_all();
  const bool ended = shared_->changed.wait_for(lock, limit, [this] { return !shared_->call; });
  if (!ended) shared_->closed = true;
  return ended;
}

}  // namespace cablestream
