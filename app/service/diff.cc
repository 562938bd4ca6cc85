#include "app/service/diff.h"

#include <chrono>

#include "app/service/patience.h"
#include "app/service/replay.h"
#include "common/clock.h"
#include "consumer/kafka_log_reader.h"
#include "kafka/topic_admin.h"

namespace cablestream {
namespace {

constexpr std::chrono::milliseconds kAskLimit{10'000};

}  // namespace

Result<DiffReport> DiffRecords(const Config& config, const DiffRequest& request,
                               const std::filesystem::path& scratch_parent,
                               const AuditHooks& hooks) {
  Result<TopicAdmin> admin =
      Patiently(hooks.stop, [&] { return TopicAdmin::Connect(config.kafka, kAskLimit); });
  if (!admin) return Fail(admin.error());
  const auto log = KafkaLogReader::Create(config.kafka, config.group);
  if (!log) return Fail(log.error());
  Result<AuditedTopics> topics = Patiently(hooks.stop, [&] {
    return FindAuditedTopics({config.group, config.topics.raw, config.topics.records,
                              config.topics.dead_letters, config.dedup.scope},
                             *admin);
  });
  if (!topics) return Fail(topics.error());
  DiffSettings settings;
  settings.topics = std::move(*topics);
  std::map<std::string, int32_t> counts;
  for (const AuditedTopic& raw : settings.topics.raw) counts[raw.name] = raw.partitions;
  auto ranges = ResolveNow(request.from, request.to, counts, *admin, **log, hooks.stop);
  if (!ranges) return Fail(ranges.error());
  settings.ranges = std::move(*ranges);
  settings.scope = config.dedup.scope;
  settings.on_conflict = config.dedup.on_conflict;
  settings.has_window = config.dedup.window.has_value();
  settings.scratch_parent = scratch_parent;
  settings.most_shown = request.show;
  settings.now_ms = NowMs();
  return Diff(settings, **log, hooks);
}

}  // namespace cablestream
