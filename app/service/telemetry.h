// All that a running service tells of itself: what /metrics and the status page show.
#pragma once

#include <memory>
#include <mutex>
#include <optional>

#include "kafka/client_statistics.h"
#include "pipeline/stats.h"
#include "storage/rocksdb_store.h"

namespace cablestream {

// The store, for as long as there is one. Any thread.
class StoreSlot {
 public:
  // Null: it is gone once this returns.
  void Set(const RocksDbStore* store) {
    const std::lock_guard lock(mutex_);
    store_ = store;
  }

  [[nodiscard]] std::optional<RocksDbStoreStats> Look() const {
    const std::lock_guard lock(mutex_);
    if (store_ == nullptr) return std::nullopt;
    return store_->GetStats();
  }

 private:
  mutable std::mutex mutex_;
  const RocksDbStore* store_ = nullptr;
};

struct Telemetry {
  Stats stats;
  StoreSlot store;
  // Shared with the clients, which may outlive whoever closes them.
  const std::shared_ptr<ClientStatistics> consumer = std::make_shared<ClientStatistics>();
  const std::shared_ptr<ClientStatistics> producer = std::make_shared<ClientStatistics>();
};

}  // namespace cablestream
