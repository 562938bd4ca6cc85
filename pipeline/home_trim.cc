#include "pipeline/home_trim.h"

#include <vector>

namespace cablestream {
namespace {

constexpr int64_t kWorthMessages = 10'000;
constexpr int64_t kWorthBytes = 16 << 20;

}  // namespace

void HomeTrim::NoteRead(const Message& message) {
  ++messages_;
  if (message.value) bytes_ += static_cast<int64_t>(message.value->size());
}

void HomeTrim::TrimIfDue(Ownership& ownership) {
  if (messages_ >= kWorthMessages || bytes_ >= kWorthBytes) Trim(ownership);
}

void HomeTrim::Trim(Ownership& ownership) {
  messages_ = 0;
  bytes_ = 0;
  if (trimmer_ == nullptr) return;
  std::vector<LogHead> heads;
  for (const TopicPartition& partition : ownership.partitions()) {
    PartitionProgress& progress = *ownership.Find(partition.topic, partition.partition);
    if (progress.role != PartitionRole::kHome || progress.position <= progress.log_start) continue;
    progress.log_start = progress.position;
    heads.push_back({partition, progress.position});
  }
  if (!heads.empty()) trimmer_->DeleteBelow(heads);
}

}  // namespace cablestream
