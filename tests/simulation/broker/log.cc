#include "simulation/broker/log.h"

#include <algorithm>
#include <set>
#include <utility>

namespace cablestream::sim {

int64_t SizeOf(const Entry& entry) {
  constexpr int64_t kOverhead = 16;
  size_t size = entry.key.value_or("").size() + entry.value.value_or("").size();
  for (const Header& header : entry.headers) {
    size += header.name.size() + header.value.value_or("").size();
  }
  return static_cast<int64_t>(size) + kOverhead;
}

int64_t Log::Append(Entry entry) {
  entries_.push_back(std::move(entry));
  FindStable();
  return high() - 1;
}

Answer Log::Produce(const Producer& producer, int32_t sequence, const std::vector<Entry>& entries,
                    int64_t& offset) {
  ProducerState& state = producers_[producer.id];
  if (producer.epoch < state.epoch) return Answer::kInvalidProducerEpoch;
  if (producer.epoch > state.epoch) {
    state.epoch = producer.epoch;
    state.next_sequence = 0;
    state.batches.clear();
  }
  for (const Batch& batch : state.batches) {
    if (batch.sequence != sequence) continue;
    offset = batch.offset;
    return Answer::kNone;
  }
  if (sequence != state.next_sequence) return Answer::kOutOfOrderSequence;
  offset = high();
  state.next_sequence += static_cast<int32_t>(entries.size());
  state.batches.push_back({sequence, offset});
  if (!state.first_open) state.first_open = offset;
  for (const Entry& entry : entries) {
    Entry& written = entries_.emplace_back(entry);
    written.fate = Fate::kOpen;
    written.producer_id = producer.id;
  }
  FindStable();
  return Answer::kNone;
}

bool Log::HasOpen(int64_t producer_id) const {
  const auto found = producers_.find(producer_id);
  return found != producers_.end() && found->second.first_open;
}

void Log::WriteMarker(const Producer& producer, bool commit) {
  ProducerState& state = producers_[producer.id];
  if (producer.epoch > state.epoch) {
    state.epoch = producer.epoch;
    state.next_sequence = 0;
    state.batches.clear();
  }
  if (state.first_open) {
    for (int64_t at = *state.first_open; at < high(); ++at) {
      Entry& entry = entries_[static_cast<size_t>(at)];
      if (entry.producer_id != producer.id || entry.fate != Fate::kOpen) continue;
      entry.fate = commit ? Fate::kCommitted : Fate::kAborted;
    }
    state.first_open.reset();
  }
  entries_.emplace_back().fate = Fate::kMarker;
  FindStable();
}

void Log::FindStable() {
  stable_ = high();
  for (const auto& [id, state] : producers_) {
    if (state.first_open) stable_ = std::min(stable_, *state.first_open);
  }
}

const Entry* Log::Read(int64_t& position) const {
  while (position < stable_) {
    const Entry& entry = entries_[static_cast<size_t>(position++)];
    if (entry.fate == Fate::kCommitted && !entry.compacted) return &entry;
  }
  return nullptr;
}

void Log::DeleteBelow(int64_t offset) {
  low_ = std::max(low_, std::min(offset, high()));
}

void Log::Compact(int64_t end) {
  std::set<std::string> seen;
  for (int64_t at = std::min(end, stable_) - 1; at >= low_; --at) {
    Entry& entry = entries_[static_cast<size_t>(at)];
    const bool is_newest =
        entry.fate == Fate::kCommitted && seen.insert(entry.key.value_or("")).second;
    if (!is_newest) entry.compacted = true;
  }
}

}  // namespace cablestream::sim
