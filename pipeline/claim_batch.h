// Claims on their way from their topic into the store.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "storage/dedup_store.h"

namespace cablestream {

// A copy of them in the topic's order, in one piece of memory, which is given back by Clear: that
// of one shard serves the next.
class ClaimBatch {
 public:
  void Add(std::string_view id, std::string_view claim) {
    bytes_.append(id).append(claim);
    sizes_.push_back({static_cast<uint32_t>(id.size()), static_cast<uint32_t>(claim.size())});
  }
  void Clear() {
    bytes_ = {};
    sizes_ = {};
  }

  [[nodiscard]] bool empty() const { return sizes_.empty(); }
  [[nodiscard]] size_t size() const { return sizes_.size(); }

  // Adds them to `records`, which point into the batch.
  void AppendTo(std::vector<ClaimRecord>& records) const {
    const char* next = bytes_.data();
    for (const Sizes& sizes : sizes_) {
      records.push_back({{next, sizes.id}, {next + sizes.id, sizes.claim}});
      next += sizes.id + sizes.claim;
    }
  }

 private:
  struct Sizes {
    uint32_t id = 0;
    uint32_t claim = 0;
  };

  std::string bytes_;
  std::vector<Sizes> sizes_;
};

}  // namespace cablestream
