#include "storage/compactor.h"

#include <rocksdb/db.h>

#include <algorithm>

#include "common/log.h"

namespace cablestream {

Compactor::Compactor(rocksdb::DB& db) : db_(db), thread_([this] { Work(); }) {}

Compactor::~Compactor() {
  {
    const std::lock_guard lock(mutex_);
    ends_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void Compactor::Add(rocksdb::ColumnFamilyHandle* family) {
  const std::lock_guard lock(mutex_);
  const auto behind_the_first = waiting_.empty() ? waiting_.begin() : waiting_.begin() + 1;
  if (std::find(behind_the_first, waiting_.end(), family) != waiting_.end()) return;
  waiting_.push_back(family);
  changed_.notify_all();
}

void Compactor::Wait() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return waiting_.empty(); });
}

void Compactor::Work() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return ends_ || !waiting_.empty(); });
    if (ends_) return;
    rocksdb::ColumnFamilyHandle* const family = waiting_.front();
    lock.unlock();
    rocksdb::CompactRangeOptions options;
    options.exclusive_manual_compaction = false;
    options.canceled = &ends_;
    const rocksdb::Status compacted = db_.CompactRange(options, family, nullptr, nullptr);
    if (!compacted.ok() && !ends_) {
      LogWarning("storage.not_compacted",
                 {{"shard", family->GetName()}, {"status", compacted.ToString()}});
    }
    lock.lock();
    waiting_.pop_front();
    changed_.notify_all();
  }
}

}  // namespace cablestream
