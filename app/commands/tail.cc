#include <unistd.h>

#include "app/commands/commands.h"
#include "app/exit_status.h"
#include "app/output.h"
#include "app/stop_signals.h"
#include "app/tail/tail_lines.h"
#include "app/tail/tailer.h"

namespace cablestream {

int TailCommand(const TailOptions& options, const CommandContext& context) {
  const Config& config = context.loaded.config;
  LineWriter out(STDOUT_FILENO);
  const TailSettings settings{config.kafka, config.group, options.topic,
                              options.from == TailFrom::kEnd, options.until_end};
  const TailHandlers handlers{
      [&out](const Message& message) { return out.Write(TailLine(message)); },
      [&out] { return out.Flush(); }};
  const Status tailed = Tail(settings, handlers, StopOnSignals());
  return FinishOutput(out, tailed ? kExitDone : Leave(tailed.error()));
}

}  // namespace cablestream
