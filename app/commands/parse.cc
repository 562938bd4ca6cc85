#include <unistd.h>

#include <iostream>

#include "app/commands/commands.h"
#include "app/exit_status.h"
#include "app/input/message_files.h"
#include "app/output.h"
#include "app/parse_lines.h"
#include "app/stop_signals.h"
#include "common/log.h"

namespace cablestream {
namespace {

// False where something could not be read.
Result<bool> ParsePaths(const std::vector<std::string>& paths, ParseLines& lines, LineWriter& out) {
  if (!AnyExists(paths)) {
    return Fail(ErrorCode::kInvalidArgument, "There is nothing at " + paths.front());
  }
  bool all_read = true;
  ReadMessages(
      paths, [&](const FileMessage& message) { return out.Write(lines.Line(message)); },
      [&](const std::string& path, const std::string& reason) {
        LogError("input.unreadable", {{"path", path}, {"error", reason}});
        all_read = false;
      });
  return all_read;
}

// Those that a redrive would take. One that once crashed the parser may do so again: what was
// written before it must not go with it.
Result<bool> ParseDeadLetters(const ParseOptions& options, const Config& config, ParseLines& lines,
                              LineWriter& out) {
  RedriveRequest request;
  request.dry_run = true;
  const auto show = [&](const DeadLetter& letter, RedriveOutcome) {
    if (letter.facts.reason == "crashed_parser") {
      (void)out.Flush();
      LogInfo("parse.crashed_before",
              {{"dead_letter", PlaceText(config.topics.dead_letters, letter.place)}});
    }
    (void)out.Write(lines.Line(config.topics.dead_letters, letter));
  };
  const Result<RedriveReport> report = RedriveLetters(
      config, request, options.scratch_dir.empty() ? config.state_dir : options.scratch_dir,
      {StopOnSignals(), [](uint64_t, uint64_t, uint64_t) {}, [](uint64_t, uint64_t) {}, show});
  if (!report) return Fail(report.error());
  if (report->incomplete > 0) LogWarning("parse.incomplete", {{"letters", report->incomplete}});
  return report->incomplete == 0;
}

}  // namespace

int ParseCommand(const ParseOptions& options, const CommandContext& context) {
  if (options.paths.empty() == !options.dead_letters) {
    std::cerr << "cablestream: parse: name PATHs, or --dead-letters\n";
    return kExitUsage;
  }
  ParseLines lines;
  LineWriter out(STDOUT_FILENO);
  const Result<bool> all_read = options.dead_letters
                                    ? ParseDeadLetters(options, context.loaded.config, lines, out)
                                    : ParsePaths(options.paths, lines, out);
  if (!all_read) return Leave(all_read.error());
  if (options.stats) std::cerr << lines.stats().Table();
  return FinishOutput(out, !*all_read || lines.stats().errors() > 0 ? kExitFailed : kExitDone);
}

}  // namespace cablestream
