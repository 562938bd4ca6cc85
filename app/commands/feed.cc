#include "app/commands/commands.h"
#include "app/exit_status.h"
#include "app/feed/feeder.h"
#include "app/input/message_files.h"
#include "app/stop_signals.h"
#include "common/log.h"

namespace cablestream {

int FeedCommand(const FeedOptions& options, const CommandContext& context) {
  const Config& config = context.loaded.config;
  if (config.topics.raw.size() != 1) {
    return Leave({ErrorCode::kInvalidArgument,
                  "feed writes to one topic, and topics.raw names several: choose one with "
                  "--raw-topic"});
  }
  if (!AnyExists(options.paths)) {
    return Leave({ErrorCode::kInvalidArgument, "There is nothing at " + options.paths.front()});
  }
  const FeedSettings settings{config.kafka, config.topics.raw.front(), options.paths, options.key,
                              ChooseProgressStyle(context.quiet)};
  const Result<FeedCounts> fed = Feed(settings, StopOnSignals());
  if (!fed) return Leave(fed.error());
  LogInfo("feed.done", {{"topic", settings.topic},
                        {"messages", fed->messages},
                        {"delivered", fed->delivered},
                        {"bytes", fed->bytes},
                        {"without_id", fed->unkeyed},
                        {"too_large", fed->too_large},
                        {"failed", fed->failed},
                        {"unreadable_paths", fed->unreadable_paths}});
  if (fed->interrupted) LogWarning("feed.interrupted");
  return fed->complete() ? kExitDone : kExitFailed;
}

}  // namespace cablestream
