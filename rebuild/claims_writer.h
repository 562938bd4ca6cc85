// Writes many claims, a transaction after the other.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "common/result.h"
#include "producer/sink.h"
#include "storage/offset_metadata.h"

namespace cablestream {

// A transaction that is lost is written again: claims may then stand twice, which says the same.
// Used by one thread.
class ClaimsWriter {
 public:
  // `sink` has been renewed.
  explicit ClaimsWriter(Sink& sink) : sink_(sink) {}

  // Commits now and then. Fails with kRefused (somebody else has taken over, or a claim is not
  // taken) and kUnavailable.
  [[nodiscard]] Status Add(int32_t shard, std::string_view message_id, std::string claim);
  [[nodiscard]] Status Finish();

  // The last claim of each shard that got one; all of them committed.
  [[nodiscard]] const std::map<int32_t, OffsetMetadata::Floor>& floors() const { return floors_; }

 private:
  struct Waiting {
    int32_t shard;
    std::string message_id;
    std::string claim;
  };

  [[nodiscard]] Status WriteBatch();

  Sink& sink_;
  std::vector<Waiting> batch_;
  size_t batch_bytes_ = 0;
  std::map<int32_t, OffsetMetadata::Floor> floors_;
};

}  // namespace cablestream
