#include <chrono>
#include <iostream>
#include <string>

#include "app/commands/commands.h"
#include "app/commands/confirm.h"
#include "app/exit_status.h"
#include "app/progress.h"
#include "app/service/rebuild.h"
#include "app/stop_signals.h"
#include "common/log.h"

namespace cablestream {
namespace {

Result<RebuildReport> RebuildShown(const RebuildOptions& options, const CommandContext& context,
                                   const std::atomic<bool>& stop) {
  const Config& config = context.loaded.config;
  const auto now = [] { return std::chrono::steady_clock::now(); };
  const ProgressStyle style = ChooseProgressStyle(context.quiet);
  Progress reading("rebuild.reading", style, now());
  std::optional<Progress> writing;
  const RebuildHooks hooks{stop,
                           [&](uint64_t messages, uint64_t done, uint64_t total) {
                             reading.Show({messages, done, total}, now());
                           },
                           [&](uint64_t claims, uint64_t total) {
                             if (!writing) {
                               reading.End();
                               writing.emplace("rebuild.writing", style, now());
                             }
                             writing->Show({claims, claims, total}, now());
                           }};
  Result<RebuildReport> report = RebuildClaims(
      config, options.scratch_dir.empty() ? config.state_dir : options.scratch_dir, hooks);
  reading.End();
  if (writing) writing->End();
  return report;
}

}  // namespace

int RebuildCommand(const RebuildOptions& options, const CommandContext& context) {
  const Config& config = context.loaded.config;
  const auto unconfirmed =
      Unconfirmed(options.yes, "state rebuild",
                  "This makes the claims of group " + config.group + " anew from the records in " +
                      config.topics.records + ".\nWhat " + config.group +
                      "-claims holds is deleted. No instance may run.");
  if (unconfirmed) return *unconfirmed;
  const Result<RebuildReport> report = RebuildShown(options, context, StopOnSignals());
  if (!report) return Leave(report.error());
  std::cout << RebuildText(*report) << std::flush;
  return std::cout ? kExitDone : kExitFailed;
}

}  // namespace cablestream
