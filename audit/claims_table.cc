#include "audit/claims_table.h"

#include <vector>

namespace cablestream {
namespace {

constexpr size_t kShardBytes = 4;

std::string ShardPrefix(int32_t shard) {
  std::string prefix;
  for (int shift = 24; shift >= 0; shift -= 8) prefix += static_cast<char>(shard >> shift & 0xFF);
  return prefix;
}

std::string KeyOf(int32_t shard, std::string_view message_id) {
  return ShardPrefix(shard).append(message_id);
}

}  // namespace

Result<ClaimsTable> ClaimsTable::Read(const std::string& topic, std::span<const int32_t> shards,
                                      const std::map<int32_t, int64_t>& stops, RangeReader& reader,
                                      Scratch& scratch) {
  ClaimsTable table(scratch);
  std::vector<TopicPartition> partitions;
  for (const int32_t shard : shards) partitions.push_back({topic, shard});
  const Result<std::vector<LogRange>> logs = reader.Whole(partitions);
  if (!logs) return Fail(logs.error());
  for (const LogRange& log : *logs) {
    table.logs_[log.partition.partition] = log;
    reader.Expect(static_cast<uint64_t>(log.to - log.from));
  }
  const Status read = reader.Read(*logs, {[&](const Message& message) {
    const auto stop = stops.find(message.partition);
    const bool is_later = stop != stops.end() && message.offset >= stop->second;
    return scratch.Put(is_later ? ScratchTable::kBySource : ScratchTable::kById,
                       {KeyOf(message.partition, message.key.value_or("")),
                        std::string(message.value.value_or(""))});
  }});
  if (!read) return Fail(read.error());
  return table;
}

Result<ScratchCursor> ClaimsTable::Claims(int32_t shard) const {
  return scratch_->Read(ScratchTable::kById, ShardPrefix(shard));
}

std::string_view ClaimsTable::IdOf(std::string_view key) {
  return key.substr(kShardBytes);
}

Result<std::optional<std::string>> ClaimsTable::Find(int32_t shard,
                                                     std::string_view message_id) const {
  const std::string key = KeyOf(shard, message_id);
  const Result<ScratchCursor> cursor = scratch_->Read(ScratchTable::kById, key);
  if (!cursor) return Fail(cursor.error());
  if (Status read = cursor->status(); !read) return Fail(read.error());
  if (!cursor->Valid() || cursor->key() != key || cursor->value().empty()) return std::nullopt;
  return std::string(cursor->value());
}

Result<std::optional<int64_t>> ClaimsTable::NextOffset(int32_t shard) const {
  return log(shard).to;
}

Status ClaimsTable::ForEach(int32_t shard, const TakeClaim& take) const {
  Result<ScratchCursor> cursor = Claims(shard);
  if (!cursor) return Fail(cursor.error());
  for (; cursor->Valid(); cursor->Next()) {
    if (cursor->value().empty()) continue;
    if (!take(IdOf(cursor->key()), cursor->value())) return {};
  }
  return cursor->status();
}

Result<bool> ClaimsTable::HasLater(int32_t shard, std::string_view message_id) const {
  const std::string key = KeyOf(shard, message_id);
  const Result<ScratchCursor> cursor = scratch_->Read(ScratchTable::kBySource, key);
  if (!cursor) return Fail(cursor.error());
  if (Status read = cursor->status(); !read) return Fail(read.error());
  return cursor->Valid() && cursor->key() == key;
}

}  // namespace cablestream
