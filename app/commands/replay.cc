#include "app/service/replay.h"

#include <google/protobuf/util/time_util.h>

#include <iostream>

#include "app/commands/commands.h"
#include "app/commands/confirm.h"
#include "app/commands/serve.h"
#include "app/exit_status.h"
#include "app/stop_signals.h"
#include "common/log.h"

namespace cablestream {
namespace {

std::string TimeText(int64_t time_ms) {
  using google::protobuf::util::TimeUtil;
  return TimeUtil::ToString(TimeUtil::MillisecondsToTimestamp(time_ms));
}

int64_t PositionIn(const ReplayStatus& status, const TopicPartition& partition,
                   const OffsetRange& range) {
  const auto found = status.committed.find(partition);
  return found == status.committed.end() ? range.from : found->second;
}

void PrintText(const ReplayStatus& status) {
  const ReplayPlan& plan = status.plan;
  std::cout << "replay        " << status.generation << "\n"
            << "planned       " << TimeText(plan.planned_at_ms) << ", from " << plan.asked_from
            << " to " << plan.asked_to << "\n"
            << "parser        version " << plan.parser_version << "\n"
            << "records       " << plan.records_topic << ", " << RecordFormatName(plan.format)
            << "\n"
            << "dead letters  " << plan.dead_letters_topic << "\n";
  if (plan.dedup) {
    std::cout << "dedup         window " << WindowText(plan.dedup->window_ms) << ", max_future "
              << WindowText(plan.dedup->max_future_ms) << ", on_conflict "
              << ConflictText(plan.dedup->on_conflict) << "\n";
  }
  if (plan.scope) {
    std::cout << "              scope " << DedupScopeName(*plan.scope) << "\n"
              << "pass_headers  " << HeadersText(plan.pass_headers) << "\n";
  }
  for (const auto& [partition, range] : plan.ranges) {
    if (range.from == range.to) continue;
    std::cout << "range         " << ToString(partition) << " from " << range.from << " to "
              << range.to << ", at " << PositionIn(status, partition, range) << "\n";
  }
  std::cout << "left          " << status.left() << " of " << status.planned()
            << " offsets; members at work: " << status.members << "\n";
}

void PrintJson(const ReplayStatus& status) {
  const ReplayPlan& plan = status.plan;
  std::cout << R"({"generation": )" << JsonString(status.generation) << R"(, "planned_at": ")"
            << TimeText(plan.planned_at_ms) << R"(", "from": )" << JsonString(plan.asked_from)
            << R"(, "to": )" << JsonString(plan.asked_to) << R"(, "parser_version": )"
            << JsonString(plan.parser_version) << R"(, "records_topic": )"
            << JsonString(plan.records_topic) << R"(, "dead_letters_topic": )"
            << JsonString(plan.dead_letters_topic) << R"(, "records_format": ")"
            << RecordFormatName(plan.format) << '"';
  if (plan.dedup) {
    std::cout << R"(, "dedup_window": ")" << WindowText(plan.dedup->window_ms)
              << R"(", "dedup_max_future": ")" << WindowText(plan.dedup->max_future_ms)
              << R"(", "dedup_on_conflict": ")" << ConflictText(plan.dedup->on_conflict) << '"';
  }
  if (plan.scope) {
    std::cout << R"(, "dedup_scope": ")" << DedupScopeName(*plan.scope)
              << R"(", "records_pass_headers": [)";
    const char* comma = "";
    for (const std::string& pattern : plan.pass_headers) {
      std::cout << comma << JsonString(pattern);
      comma = ", ";
    }
    std::cout << "]";
  }
  std::cout << R"(, "ranges": [)";
  const char* comma = "";
  for (const auto& [partition, range] : plan.ranges) {
    std::cout << comma << R"({"topic": )" << JsonString(partition.topic) << R"(, "partition": )"
              << partition.partition << R"(, "from": )" << range.from << R"(, "to": )" << range.to
              << R"(, "at": )" << PositionIn(status, partition, range) << "}";
    comma = ", ";
  }
  std::cout << R"(], "left": )" << status.left() << R"(, "planned": )" << status.planned()
            << R"(, "members": )" << status.members << "}\n";
}

}  // namespace

int ReplayCommand(const ReplayOptions& options, const CommandContext& context) {
  const ReplayRequest& request = options.request;
  if (request.generation.empty() == !options.diff) {
    std::cerr << "cablestream: replay: name it by --generation NAME, or only compare by --diff\n";
    return kExitUsage;
  }
  if (options.diff) return DiffCommand(options, context);
  const std::atomic<bool>& stop = StopOnSignals();
  const Result<PreparedReplay> replay = PrepareReplay(context.loaded, request, stop);
  if (!replay) return Leave(replay.error());
  LogInfo("replay.planned", {{"generation", request.generation},
                             {"group", replay->config.group},
                             {"records_topic", replay->config.topics.records}});
  const int status = Serve(replay->config, replay->options, context);
  if (status == kExitFailed) {
    LogInfo("replay.failed",
            {{"advice",
              "what can't be mended can be dropped and begun again under another name: "
              "cablestream replay drop"}});
  }
  return status;
}

int ReplayListCommand(const ReplayListOptions& /*options*/, const CommandContext& context) {
  const auto generations = ListReplays(context.loaded.config, StopOnSignals());
  if (!generations) return Leave(generations.error());
  for (const std::string& generation : *generations) std::cout << generation << "\n";
  std::cout << std::flush;
  return std::cout ? kExitDone : kExitFailed;
}

int ReplayStatusCommand(const ReplayStatusOptions& options, const CommandContext& context) {
  const auto status = LookAtReplay(context.loaded.config, options.generation, StopOnSignals());
  if (!status) return Leave(status.error());
  options.json ? PrintJson(*status) : PrintText(*status);
  std::cout << std::flush;
  return std::cout ? kExitDone : kExitFailed;
}

int ReplayDropCommand(const ReplayDropOptions& options, const CommandContext& context) {
  const Config& config = context.loaded.config;
  const auto unconfirmed =
      Unconfirmed(options.yes, "replay drop",
                  "This deletes group " + ReplayGroupOf(config.group, options.generation) +
                      ", its plan, claims and home topics, and its state folder here. What it has "
                      "published stays.");
  if (unconfirmed) return *unconfirmed;
  const Status dropped = DropReplay(config, options.generation, StopOnSignals());
  if (!dropped) return Leave(dropped.error());
  LogInfo("replay.dropped", {{"generation", options.generation}});
  return kExitDone;
}

}  // namespace cablestream
