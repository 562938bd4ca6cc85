#include "app/service/state.h"

#include <algorithm>
#include <numeric>
#include <set>
#include <tuple>
#include <utility>

#include "app/service/brokers.h"
#include "app/service/patience.h"
#include "audit/claims_table.h"
#include "audit/scratch.h"
#include "cable/v1/cable.pb.h"
#include "parser/parser.h"
#include "pipeline/dedup.h"
#include "pipeline/group_topics.h"
#include "pipeline/record_value.h"
#include "storage/offset_metadata.h"
#include "storage/state_folder.h"

namespace cablestream {
namespace {

Result<std::vector<TopicPartition>> PartitionsOf(const std::string& topic, TopicAdmin& admin,
                                                 const std::atomic<bool>& stop) {
  const auto count = Patiently(stop, [&] { return admin.PartitionCount(topic); });
  if (!count) return Fail(count.error());
  if (!*count) return Fail(ErrorCode::kUnavailable, "There is no topic " + topic + ".");
  std::vector<TopicPartition> partitions;
  for (int32_t i = 0; i < **count; ++i) partitions.push_back({topic, i});
  return partitions;
}

std::vector<int32_t> ShardsUpTo(int32_t count) {
  std::vector<int32_t> shards(static_cast<size_t>(count));
  std::iota(shards.begin(), shards.end(), 0);
  return shards;
}

// A table with all that it stands on.
class TopicClaims final : public ClaimsView {
 public:
  TopicClaims(std::unique_ptr<Scratch> scratch, ClaimsTable table)
      : scratch_(std::move(scratch)), table_(std::move(table)) {}

  [[nodiscard]] int32_t shards() const override { return table_.shards(); }
  [[nodiscard]] Result<std::optional<std::string>> Find(
      int32_t shard, std::string_view message_id) const override {
    return table_.Find(shard, message_id);
  }
  [[nodiscard]] Result<std::optional<int64_t>> NextOffset(int32_t shard) const override {
    return table_.NextOffset(shard);
  }
  [[nodiscard]] Status ForEach(int32_t shard, const TakeClaim& take) const override {
    return table_.ForEach(shard, take);
  }

 private:
  const std::unique_ptr<Scratch> scratch_;
  const ClaimsTable table_;
};

// The sources of the ID's records.
Result<std::set<std::string>> PublishedSources(const std::string& message_id,
                                               std::span<const TopicPartition> records,
                                               RangeReader& reader) {
  const Result<std::vector<LogRange>> ranges = reader.Whole(records);
  if (!ranges) return Fail(ranges.error());
  std::set<std::string> sources;
  cable::v1::Cable cable;
  const Status read = reader.Read(*ranges, {[&](const Message& message) {
    if (message.key != message_id || !message.value) return Status();
    if (!ParseRecord(*message.value, cable)) return Status();
    const auto source = SourceOfRecord(message, cable);
    if (source && cable.generation() == "live") sources.insert(ToString(*source));
    return Status();
  }});
  if (!read) return Fail(read.error());
  return sources;
}

}  // namespace

Result<std::unique_ptr<ClaimsView>> OpenTopicClaims(const Config& config,
                                                    const std::filesystem::path& scratch_parent,
                                                    const AuditHooks& hooks) {
  Result<Brokers> brokers = ConnectBrokers(config, hooks.stop);
  if (!brokers) return Fail(brokers.error());
  const std::string topic = ClaimsTopicOf(config.group);
  const auto partitions = PartitionsOf(topic, brokers->admin, hooks.stop);
  if (!partitions) return Fail(partitions.error());
  Result<std::unique_ptr<Scratch>> scratch = Scratch::Make(scratch_parent);
  if (!scratch) return Fail(scratch.error());
  RangeReader reader(*brokers->log, hooks);
  Result<ClaimsTable> table = ClaimsTable::Read(
      topic, ShardsUpTo(static_cast<int32_t>(partitions->size())), {}, reader, **scratch);
  if (!table) return Fail(table.error());
  return std::make_unique<TopicClaims>(std::move(*scratch), std::move(*table));
}

Result<std::map<int32_t, CommittedShard>> CommittedShardsOf(const Config& config, int32_t shards,
                                                            LogReader& log,
                                                            const std::atomic<bool>& stop) {
  const bool by_partition = config.dedup.scope == DedupScope::kPartition;
  const std::string keeper = by_partition ? config.topics.raw.front() : HomeTopicOf(config.group);
  std::vector<TopicPartition> partitions;
  for (int32_t shard = 0; shard < shards; ++shard) partitions.push_back({keeper, shard});
  const auto committed = Patiently(stop, [&] { return log.Committed(partitions); });
  if (!committed) return Fail(committed.error());
  std::map<int32_t, CommittedShard> found;
  for (const CommittedOffset& offset : *committed) {
    const auto metadata = DecodeOffsetMetadata(offset.metadata);
    if (!metadata) continue;
    found[offset.partition.partition] = {metadata->claims_log, metadata->forgotten_before_ms};
  }
  return found;
}

Result<StoreCheckReport> VerifyStore(const Config& config,
                                     const std::filesystem::path& scratch_parent,
                                     const AuditHooks& hooks, const VerifyScope& scope,
                                     const std::function<void(const StoreDifference&)>& tell) {
  // The store first: all that it has applied stands below an end that is taken later.
  const auto store = StoreView::Open(ClaimsDirOf(config.state_dir));
  if (!store) return Fail(store.error());
  Result<Brokers> brokers = ConnectBrokers(config, hooks.stop, kShortAskLimit);
  if (!brokers) return Fail(brokers.error());
  StoreCheckSettings settings;
  settings.claims_topic = ClaimsTopicOf(config.group);
  const auto partitions = PartitionsOf(settings.claims_topic, brokers->admin, hooks.stop);
  if (!partitions) return Fail(partitions.error());
  settings.shards = static_cast<int32_t>(partitions->size());
  settings.only_shard = scope.only_shard;
  settings.committed = [&] {
    return CommittedShardsOf(config, settings.shards, *brokers->log, hooks.stop);
  };
  settings.go_on = scope.go_on;
  const Result<std::unique_ptr<Scratch>> scratch = Scratch::Make(scratch_parent);
  if (!scratch) return Fail(scratch.error());
  RangeReader reader(*brokers->log, hooks);
  return CheckStore(settings, **store, reader, **scratch, tell);
}

Result<std::vector<Repeat>> FindRepeats(const Config& config, const std::string& message_id,
                                        const std::map<int32_t, Claim>& claims,
                                        const AuditHooks& hooks) {
  Result<Brokers> brokers = ConnectBrokers(config, hooks.stop);
  if (!brokers) return Fail(brokers.error());
  RangeReader reader(*brokers->log, hooks);
  const auto records = PartitionsOf(config.topics.records, brokers->admin, hooks.stop);
  if (!records) return Fail(records.error());
  const auto published = PublishedSources(message_id, *records, reader);
  if (!published) return Fail(published.error());

  std::vector<Repeat> repeats;
  cable::v1::Cable cable;
  MessageParser parser;
  const bool by_partition = config.dedup.scope == DedupScope::kPartition;
  const auto take = [&](const Message& message) {
    if (!message.value || !parser.ReadHead(*message.value, cable)) return Status();
    const NamedSource source{std::string(message.topic), message.partition, message.offset};
    if (cable.message_id() != message_id || published->contains(ToString(source))) return Status();
    Repeat repeat{source, message.timestamp_ms, 0};
    const uint64_t hash = RevisionHash(cable.content_hash(), DispositionClass(cable));
    for (const auto& [shard, claim] : claims) {
      const auto known = std::find(claim.revisions.begin(), claim.revisions.end(), hash);
      const bool is_asked = !by_partition || shard == message.partition;
      if (is_asked && known != claim.revisions.end()) {
        repeat.of_revision = static_cast<size_t>(known - claim.revisions.begin()) + 1;
      }
    }
    repeats.push_back(std::move(repeat));
    return Status();
  };
  for (const std::string& topic : config.topics.raw) {
    const auto partitions = PartitionsOf(topic, brokers->admin, hooks.stop);
    if (!partitions) return Fail(partitions.error());
    const Result<std::vector<LogRange>> ranges = reader.Whole(*partitions);
    if (!ranges) return Fail(ranges.error());
    if (Status read = reader.Read(*ranges, {take}); !read) return Fail(read.error());
  }
  const auto order = [](const Repeat& repeat) {
    return std::tie(repeat.timestamp_ms, repeat.source.topic, repeat.source.partition,
                    repeat.source.offset);
  };
  std::sort(repeats.begin(), repeats.end(),
            [&](const Repeat& one, const Repeat& other) { return order(one) < order(other); });
  return repeats;
}

}  // namespace cablestream
