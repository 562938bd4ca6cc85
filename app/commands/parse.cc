#include <unistd.h>

#include <iostream>

#include "app/commands/commands.h"
#include "app/exit_status.h"
#include "app/input/message_files.h"
#include "app/output.h"
#include "app/parse_lines.h"
#include "common/log.h"

namespace cablestream {

int ParseCommand(const ParseOptions& options, const CommandContext&) {
  if (!AnyExists(options.paths)) {
    return Leave({ErrorCode::kInvalidArgument, "There is nothing at " + options.paths.front()});
  }
  ParseLines lines;
  LineWriter out(STDOUT_FILENO);
  bool unreadable = false;
  ReadMessages(
      options.paths, [&](const FileMessage& message) { return out.Write(lines.Line(message)); },
      [&](const std::string& path, const std::string& reason) {
        LogError("input.unreadable", {{"path", path}, {"error", reason}});
        unreadable = true;
      });
  if (options.stats) std::cerr << lines.stats().Table();
  return FinishOutput(out, unreadable || lines.stats().errors() > 0 ? kExitFailed : kExitDone);
}

}  // namespace cablestream
