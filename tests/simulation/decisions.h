// Whether what was decided on the messages of one ID could be decided so, whatever the order in
// which they came from their partitions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cable/v1/cable.pb.h"
#include "simulation/world.h"
#include "storage/claim.h"

namespace cablestream::sim {

[[nodiscard]] std::string SourceOf(const TopicPartition& partition, int64_t offset);

struct Record {
  std::string source;
  cable::v1::Cable cable;
  const RawText* text = nullptr;
};

// One that published.
struct Decision {
  Claim claim;
  const Record* record = nullptr;
};

// `decisions` in the order of the claims topic; `texts` are all messages of the ID. What is wrong;
// empty: nothing.
[[nodiscard]] std::string Judge(const std::vector<Decision>& decisions,
                                const std::vector<const RawText*>& texts, const World& world);

// What is older than this no message can look for in a shard, once all are read; nothing: a
// partition has had no message, or there is no window.
[[nodiscard]] std::optional<int64_t> PassedOver(const World& world, int32_t shard);

}  // namespace cablestream::sim
