#include "audit/audit.h"

#include <chrono>
#include <iostream>

#include "app/commands/commands.h"
#include "app/exit_status.h"
#include "app/progress.h"
#include "app/service/replay.h"
#include "app/stop_signals.h"
#include "audit/format.h"
#include "common/clock.h"
#include "common/log.h"
#include "consumer/kafka_log_reader.h"
#include "kafka/topic_admin.h"

namespace cablestream {
namespace {

constexpr std::chrono::seconds kAdminTimeout{10};

// What is audited: the live group, or a replay's.
struct Subject {
  Config config;
  std::map<TopicPartition, OffsetRange> ranges;
};

Result<Subject> FindSubject(const Config& config, const std::string& generation,
                            const std::atomic<bool>& stop) {
  if (generation.empty()) return Subject{config, {}};
  const Result<ReplayStatus> replay = LookAtReplay(config, generation, stop);
  if (!replay) return Fail(replay.error());
  Subject subject{ReplayConfig(config, generation), replay->plan.ranges};
  TakePlan(replay->plan, subject.config);
  return subject;
}

Result<AuditedTopics> FindTopics(const Config& config) {
  Result<TopicAdmin> admin = TopicAdmin::Connect(config.kafka, kAdminTimeout);
  if (!admin) return Fail(admin.error());
  return FindAuditedTopics({config.group, config.topics.raw, config.topics.records,
                            config.topics.dead_letters, config.dedup.scope},
                           *admin);
}

Result<AuditReport> AuditOnce(const AuditedTopics& topics, const Subject& subject,
                              const AuditOptions& options, const CommandContext& context,
                              const std::atomic<bool>& stop) {
  const Config& config = subject.config;
  const auto log = KafkaLogReader::Create(config.kafka, config.group);
  if (!log) return Fail(log.error());
  AuditSettings settings;
  settings.topics = topics;
  settings.scope = config.dedup.scope;
  if (!options.generation.empty()) settings.generation = options.generation;
  settings.ranges = subject.ranges;
  if (config.dedup.window) settings.window_ms = config.dedup.window->count();
  settings.max_future_ms = config.dedup.max_future.count();
  settings.scratch_parent = options.scratch_dir.empty() ? config.state_dir : options.scratch_dir;
  settings.most_shown = options.show;
  settings.now_ms = NowMs();
  Progress progress("audit.progress", ChooseProgressStyle(context.quiet),
                    std::chrono::steady_clock::now());
  const AuditHooks hooks{stop, [&progress](uint64_t messages, uint64_t done, uint64_t total) {
                           progress.Show({messages, done, total}, std::chrono::steady_clock::now());
                         }};
  Result<AuditReport> report = Audit(settings, **log, hooks);
  progress.End();
  return report;
}

// A topic that grew meanwhile was not read whole: what seems to be missing may stand there.
Result<AuditReport> AuditWhole(const AuditOptions& options, const CommandContext& context,
                               const std::atomic<bool>& stop) {
  const Result<Subject> subject = FindSubject(context.loaded.config, options.generation, stop);
  if (!subject) return Fail(subject.error());
  Result<AuditedTopics> topics = FindTopics(subject->config);
  while (topics) {
    Result<AuditReport> report = AuditOnce(*topics, *subject, options, context, stop);
    if (!report || report->balanced()) return report;
    Result<AuditedTopics> now = FindTopics(subject->config);
    if (now && *now == *topics) return report;
    LogInfo("audit.again", {{"reason", "the topics changed meanwhile"}});
    topics = std::move(now);
  }
  return Fail(topics.error());
}

}  // namespace

int AuditCommand(const AuditOptions& options, const CommandContext& context) {
  const std::atomic<bool>& stop = StopOnSignals();
  const Result<AuditReport> report = AuditWhole(options, context, stop);
  if (!report && stop) {
    LogWarning("audit.interrupted");
    return kExitFailed;
  }
  if (!report) return Leave(report.error());
  std::cout << (options.format == AuditFormat::kJson ? ReportJson(*report) : ReportText(*report))
            << std::flush;
  return report->balanced() ? kExitDone : kExitFailed;
}

}  // namespace cablestream
