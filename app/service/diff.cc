#include "app/service/diff.h"

#include "app/service/brokers.h"
#include "app/service/patience.h"
#include "app/service/replay.h"
#include "common/clock.h"

namespace cablestream {

Result<DiffReport> DiffRecords(const Config& config, const DiffRequest& request,
                               const std::filesystem::path& scratch_parent,
                               const AuditHooks& hooks) {
  Result<Brokers> brokers = ConnectBrokers(config, hooks.stop);
  if (!brokers) return Fail(brokers.error());
  Result<AuditedTopics> topics = Patiently(hooks.stop, [&] {
    return FindAuditedTopics({config.group, config.topics.raw, config.topics.records,
                              config.topics.dead_letters, config.dedup.scope},
                             brokers->admin);
  });
  if (!topics) return Fail(topics.error());
  DiffSettings settings;
  settings.topics = std::move(*topics);
  std::map<std::string, int32_t> counts;
  for (const AuditedTopic& raw : settings.topics.raw) counts[raw.name] = raw.partitions;
  auto ranges =
      ResolveNow(request.from, request.to, counts, brokers->admin, *brokers->log, hooks.stop);
  if (!ranges) return Fail(ranges.error());
  settings.ranges = std::move(*ranges);
  settings.scope = config.dedup.scope;
  settings.on_conflict = config.dedup.on_conflict;
  settings.has_window = config.dedup.window.has_value();
  settings.scratch_parent = scratch_parent;
  settings.most_shown = request.show;
  settings.now_ms = NowMs();
  return Diff(settings, *brokers->log, hooks);
}

}  // namespace cablestream
