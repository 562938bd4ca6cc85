// A store against the claims topic that it is a copy of.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "audit/range_reader.h"
#include "audit/scratch.h"
#include "common/result.h"
#include "storage/store_view.h"

namespace cablestream {

struct StoreDifference {
  int32_t shard = 0;
  std::string message_id;  // empty: the shard as a whole
  std::string what;
  uint64_t claims_log = 0;  // which making of the claims it is held against
};

// What the committed offset of a shard says of its claims; as of OffsetMetadata.
struct CommittedShard {
  uint64_t claims_log = 0;
  int64_t forgotten_before_ms = 0;
};

struct StoreCheckSettings {
  std::string claims_topic;
  int32_t shards = 0;                 // of the claims topic
  std::optional<int32_t> only_shard;  // none: all of them
  // By shard; none: nothing is committed. Asked once store and topic have been read, which go on
  // forgetting meanwhile.
  std::function<Result<std::map<int32_t, CommittedShard>>()> committed = [] {
    return std::map<int32_t, CommittedShard>();
  };
  // Called for each claim that is compared; false breaks it off, which fails with kRetry.
  std::function<bool()> go_on = [] { return true; };
};

struct StoreCheckReport {
  uint64_t claims = 0;  // that were compared
  uint64_t differing = 0;
  int32_t shards = 0;  // that hold anything
};

// Compares each shard with the claims below its position. The store may be in use: it is taken as
// it was when `store` was opened. Calls `tell` for each difference. Fails as RangeReader, Scratch
// and StoreView.
[[nodiscard]] Result<StoreCheckReport> CheckStore(
    const StoreCheckSettings& settings, const StoreView& store, RangeReader& reader,
    Scratch& scratch, const std::function<void(const StoreDifference&)>& tell);

}  // namespace cablestream
