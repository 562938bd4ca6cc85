#include "app/commands/serve.h"

#include <iostream>

#include "app/admin/admin_server.h"
#include "app/exit_status.h"
#include "app/run_progress.h"
#include "app/service_manager.h"
#include "app/stop_signals.h"
#include "common/log.h"

namespace cablestream {
namespace {

// What this run has committed; raw messages that were forwarded count where they are finished.
struct Totals {
  uint64_t messages;
  uint64_t records;
  uint64_t revisions;
  uint64_t duplicates;
  uint64_t dead_letters;
};

Totals Sum(const Stats& stats) {
  return {stats.counts.messages, stats.counts.records, stats.counts.revisions,
          SumOf(stats.counts.duplicates), SumOf(stats.counts.dead_letters)};
}

void ReportTotals(const Totals& totals) {
  LogInfo("run.finished", {{"messages", totals.messages},
                           {"records", totals.records},
                           {"revisions", totals.revisions},
                           {"duplicates", totals.duplicates},
                           {"dead_letters", totals.dead_letters}});
}

// One line of JSON: raw messages = records + duplicates + dead letters.
void PrintTotals(const Totals& totals) {
  std::cout << R"({"messages": )" << totals.messages << R"(, "records": )" << totals.records
            << R"(, "revisions": )" << totals.revisions << R"(, "duplicates": )"
            << totals.duplicates << R"(, "dead_letters": )" << totals.dead_letters << "}"
            << std::endl;
}

}  // namespace

int Serve(const Config& config, const ServiceOptions& options, const CommandContext& context) {
  std::atomic<bool>& stop = StopOnSignals();
  Telemetry telemetry;
  Stats& stats = telemetry.stats;
  // A job that ends by itself opens no port unless it is asked to.
  const bool admin_wanted = config.admin_address != "off" &&
                            (!options.until_end || context.loaded.IsGiven("admin.address"));
  std::unique_ptr<AdminServer> admin;
  if (admin_wanted) {
    Result<std::unique_ptr<AdminServer>> started =
        AdminServer::Start(config.admin_address, telemetry, FormatConfig(context.loaded));
    if (!started) return Leave(started.error());
    admin = std::move(*started);
  }
  const Status ran = [&] {
    const ServiceReportThread report(stats, stop);
    const RunProgressThread progress(stats, options.until_end, ChooseProgressStyle(context.quiet));
    return RunService(config, options, stop, telemetry);
  }();
  const Totals totals = Sum(stats);
  if (ran || totals.messages > 0) ReportTotals(totals);
  if (!ran) return Leave(ran.error());
  if (options.until_end) PrintTotals(totals);
  return kExitDone;
}

}  // namespace cablestream
