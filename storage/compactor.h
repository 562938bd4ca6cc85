// Compacts shards in the background, one after the other.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace rocksdb {
class ColumnFamilyHandle;
class DB;
}  // namespace rocksdb

namespace cablestream {

// The database and the handles must outlive it. Its end breaks off what is being compacted.
class Compactor {
 public:
  explicit Compactor(rocksdb::DB& db);
  ~Compactor();
  Compactor(const Compactor&) = delete;
  Compactor& operator=(const Compactor&) = delete;

  // Waits for nothing; one that waits already is not added again. Failures are logged: there is
  // nothing in a compaction that a later one doesn't make up for.
  void Add(rocksdb::ColumnFamilyHandle* family);

  // Until nothing is left to do. For tests.
  void Wait();

 private:
  void Work();

  rocksdb::DB& db_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<rocksdb::ColumnFamilyHandle*> waiting_;  // the first one is at work
  std::atomic<bool> ends_ = false;
  std::thread thread_;
};

}  // namespace cablestream
