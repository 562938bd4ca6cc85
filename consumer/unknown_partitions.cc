#include "consumer/unknown_partitions.h"

namespace cablestream {
namespace {

constexpr std::chrono::seconds kPatience{10};

}  // namespace

bool UnknownPartitions::MayBeNew(const TopicPartition& partition, Clock::time_point now) {
  Unknown& unknown = unknown_.try_emplace(partition, Unknown{now, now}).first->second;
  if (now - unknown.asked >= kPatience) unknown.since = now;
  unknown.asked = now;
  return now - unknown.since < kPatience;
}

}  // namespace cablestream
