#include "app/service/redrive.h"

#include <chrono>
#include <iostream>
#include <string>

#include "app/commands/commands.h"
#include "app/exit_status.h"
#include "app/progress.h"
#include "app/stop_signals.h"
#include "common/log.h"
#include "replay/bound.h"

namespace cablestream {
namespace {

// A time as the command line says it; nullopt: none was said.
Result<std::optional<int64_t>> ReadTime(const std::string& option, const std::string& text) {
  if (text.empty()) return std::optional<int64_t>();
  const Result<Bound> bound = ReadBound(text);
  const auto* time = bound ? std::get_if<AtTime>(&*bound) : nullptr;
  if (time != nullptr) return std::optional(time->time_ms);
  return Fail(ErrorCode::kInvalidArgument,
              option + ": '" + text + "' is no time: expected one like 2008-06-13T11:56:00Z");
}

Result<RedriveRequest> ReadRequest(const RedriveOptions& options) {
  RedriveRequest request = options.request;
  request.selection.reasons.insert(options.reasons.begin(), options.reasons.end());
  request.selection.message_ids.insert(options.message_ids.begin(), options.message_ids.end());
  const auto since = ReadTime("--since", options.since);
  if (!since) return Fail(since.error());
  const auto until = ReadTime("--until", options.until);
  if (!until) return Fail(until.error());
  request.selection.since_ms = *since;
  request.selection.until_ms = *until;
  if (options.rate > 0) request.rate = options.rate;
  return request;
}

void PrintLetter(const std::string& topic, const DeadLetter& letter, RedriveOutcome outcome) {
  std::cout << R"({"dead_letter": )" << JsonString(PlaceText(topic, letter.place))
            << R"(, "source": )" << JsonString(ToString(letter.facts.source)) << R"(, "reason": )"
            << JsonString(letter.facts.reason) << R"(, "attempts": )" << letter.facts.attempts
            << R"(, "would": )"
            << (outcome == RedriveOutcome::kParked ? R"("be parked")" : R"("be redriven")")
            << "}\n";
}

void PrintReport(const RedriveReport& report) {
  std::cout << R"({"redriven": )" << report.redriven << R"(, "parked": )" << report.parked
            << R"(, "done_before": )" << report.done_before << R"(, "not_wanted": )"
            << report.not_wanted << R"(, "incomplete": )" << report.incomplete << R"(, "left": )"
            << report.left << "}" << std::endl;
}

}  // namespace

int RedriveCommand(const RedriveOptions& options, const CommandContext& context) {
  const Config& config = context.loaded.config;
  const Result<RedriveRequest> request = ReadRequest(options);
  if (!request) {
    std::cerr << "cablestream: redrive: " << request.error().message << "\n";
    return kExitUsage;
  }
  const std::atomic<bool>& stop = StopOnSignals();
  const auto now = [] { return std::chrono::steady_clock::now(); };
  const ProgressStyle style = ChooseProgressStyle(context.quiet);
  Progress reading("redrive.reading", style, now());
  std::optional<Progress> sending;
  const RedriveHooks hooks{stop,
                           [&](uint64_t messages, uint64_t done, uint64_t total) {
                             reading.Show({messages, done, total}, now());
                           },
                           [&](uint64_t letters, uint64_t total) {
                             if (!sending) {
                               reading.End();
                               sending.emplace("redrive.sending", style, now());
                             }
                             sending->Show({letters, letters, total}, now());
                           },
                           [&](const DeadLetter& letter, RedriveOutcome outcome) {
                             PrintLetter(config.topics.dead_letters, letter, outcome);
                           }};
  const Result<RedriveReport> report =
      RedriveLetters(config, *request,
                     options.scratch_dir.empty() ? config.state_dir : options.scratch_dir, hooks);
  reading.End();
  if (sending) sending->End();
  if (stop) LogWarning("redrive.interrupted", {{"advice", "the same command again goes on"}});
  if (!report) return stop ? kExitDone : Leave(report.error());
  PrintReport(*report);
  if (!std::cout) return kExitFailed;
  return report->left + report->incomplete > 0 ? kExitFailed : kExitDone;
}

}  // namespace cablestream
