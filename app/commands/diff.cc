#include "app/service/diff.h"

#include <chrono>
#include <iostream>

#include "app/commands/commands.h"
#include "app/exit_status.h"
#include "app/progress.h"
#include "app/stop_signals.h"
#include "common/log.h"
#include "replay/diff_format.h"

namespace cablestream {

int DiffCommand(const ReplayOptions& options, const CommandContext& context) {
  const Config& config = context.loaded.config;
  DiffRequest request;
  if (!options.request.from.empty()) request.from = options.request.from;
  if (!options.request.to.empty()) request.to = options.request.to;
  request.show = options.show;
  const std::atomic<bool>& stop = StopOnSignals();
  const auto now = [] { return std::chrono::steady_clock::now(); };
  Progress progress("diff.progress", ChooseProgressStyle(context.quiet), now());
  const Result<DiffReport> report = DiffRecords(
      config, request, options.scratch_dir.empty() ? config.state_dir : options.scratch_dir,
      {stop, [&](uint64_t messages, uint64_t done, uint64_t total) {
         progress.Show({messages, done, total}, now());
       }});
  progress.End();
  if (!report && stop) {
    LogWarning("diff.interrupted");
    return kExitFailed;
  }
  if (!report) return Leave(report.error());
  std::cout << (options.json ? DiffJson(*report) : DiffText(*report)) << std::flush;
  if (!std::cout) return kExitFailed;
  const bool is_too_much = options.fail_above && report->percent() > *options.fail_above;
  return is_too_much ? kExitFailed : kExitDone;
}

}  // namespace cablestream
