#include "app/commands/commands.h"
#include "app/exit_status.h"
#include "app/feed/feeder.h"
#include "app/feed/follower.h"
#include "app/input/message_files.h"
#include "app/stop_signals.h"
#include "common/log.h"

namespace cablestream {
namespace {

int FeedPaths(const FeedSettings& settings) {
  if (!AnyExists(settings.paths)) {
    return Leave({ErrorCode::kInvalidArgument, "There is nothing at " + settings.paths.front()});
  }
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

int FollowFolder(const FollowSettings& settings) {
  const Result<FollowCounts> fed = Follow(settings, StopOnSignals());
  if (!fed) return Leave(fed.error());
  LogInfo("feed.done", {{"topic", settings.topic},
                        {"done", fed->done},
                        {"failed", fed->failed},
                        {"left", fed->left},
                        {"without_id", fed->without_id}});
  return kExitDone;
}

}  // namespace

int FeedCommand(const FeedOptions& options, const CommandContext& context) {
  const Config& config = context.loaded.config;
  if (config.topics.raw.size() != 1) {
    return Leave({ErrorCode::kInvalidArgument,
                  "feed writes to one topic, and topics.raw names several: choose one with "
                  "--raw-topic"});
  }
  const std::string& topic = config.topics.raw.front();
  if (options.follow && options.paths.size() != 1) {
    return Leave({ErrorCode::kInvalidArgument, "feed --follow takes one folder"});
  }
  if (options.follow) {
    return FollowFolder({config.kafka, topic, options.paths.front(), options.key});
  }
  return FeedPaths(
      {config.kafka, topic, options.paths, options.key, ChooseProgressStyle(context.quiet)});
}

}  // namespace cablestream
