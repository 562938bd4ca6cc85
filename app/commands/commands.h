// The commands: options in, one call, exit status out (app/exit_status.h).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/config/load.h"
#include "app/feed/feeder.h"
#include "app/service/redrive.h"
#include "app/service/replay.h"
#include "app/service/service.h"
#include "common/error.h"

namespace cablestream {

// What every command gets beside its own options.
struct CommandContext {
  const LoadedConfig& loaded;
  bool quiet = false;  // no progress, and warnings and errors alone in the log
};

enum class AuditFormat { kText, kJson };

struct AuditOptions {
  AuditFormat format = AuditFormat::kText;
  size_t show = 20;         // imbalances of a kind that are named
  std::string scratch_dir;  // empty: the state folder
  std::string generation;   // of a replay; empty: the live one
};
[[nodiscard]] int AuditCommand(const AuditOptions& options, const CommandContext& context);

struct ConfigOptions {};
[[nodiscard]] int ConfigCommand(const ConfigOptions& options, const CommandContext& context);

struct FeedOptions {
  std::vector<std::string> paths;
  FeedKey key = FeedKey::kMessageId;
  bool follow = false;  // the one path is a spool folder
};
[[nodiscard]] int FeedCommand(const FeedOptions& options, const CommandContext& context);

struct ParseOptions {
  std::vector<std::string> paths;
  bool dead_letters = false;  // instead of the paths
  bool stats = false;
  std::string scratch_dir;  // for the dead letters; empty: the state folder
};
[[nodiscard]] int ParseCommand(const ParseOptions& options, const CommandContext& context);

struct RebuildOptions {
  bool yes = false;         // don't ask
  std::string scratch_dir;  // empty: the state folder
};
[[nodiscard]] int RebuildCommand(const RebuildOptions& options, const CommandContext& context);

struct RedriveOptions {
  RedriveRequest request;
  std::vector<std::string> reasons;
  std::vector<std::string> message_ids;
  std::string since;  // RFC 3339; empty: whenever
  std::string until;
  uint64_t rate = 0;        // letters a second; 0: as fast as it goes
  std::string scratch_dir;  // empty: the state folder
};
[[nodiscard]] int RedriveCommand(const RedriveOptions& options, const CommandContext& context);

enum class StateView { kGet, kStats, kDump };

struct StateViewOptions {
  StateView what = StateView::kStats;
  std::string message_id;   // of kGet
  bool repeats = false;     // likewise: look for its copies too
  bool from_topic = false;  // instead of from the state folder
  std::string scratch_dir;  // for the topic's claims; empty: the state folder
};
[[nodiscard]] int StateViewCommand(const StateViewOptions& options, const CommandContext& context);

struct StateVerifyOptions {
  std::string scratch_dir;  // empty: the state folder
};
[[nodiscard]] int StateVerifyCommand(const StateVerifyOptions& options,
                                     const CommandContext& context);

struct ReplayOptions {
  ReplayRequest request;

  // Only compare, publish nothing.
  bool diff = false;
  size_t show = 0;                   // examples of a kind
  std::optional<double> fail_above;  // percent of the records that may differ
  bool json = false;
  std::string scratch_dir;  // empty: the state folder
};
[[nodiscard]] int DiffCommand(const ReplayOptions& options, const CommandContext& context);
[[nodiscard]] int ReplayCommand(const ReplayOptions& options, const CommandContext& context);

struct ReplayListOptions {};
[[nodiscard]] int ReplayListCommand(const ReplayListOptions& options,
                                    const CommandContext& context);

struct ReplayStatusOptions {
  std::string generation;
  bool json = false;
};
[[nodiscard]] int ReplayStatusCommand(const ReplayStatusOptions& options,
                                      const CommandContext& context);

struct ReplayDropOptions {
  std::string generation;
  bool yes = false;  // don't ask
};
[[nodiscard]] int ReplayDropCommand(const ReplayDropOptions& options,
                                    const CommandContext& context);

struct RunOptions {
  ServiceOptions service;
  bool check = false;  // only look
};
[[nodiscard]] int RunCommand(const RunOptions& options, const CommandContext& context);

enum class TailFrom { kBeginning, kEnd };

struct TailOptions {
  std::string topic;
  TailFrom from = TailFrom::kBeginning;
  bool until_end = false;
};
[[nodiscard]] int TailCommand(const TailOptions& options, const CommandContext& context);

// Logs what made a command give up; its exit status.
[[nodiscard]] int Leave(const Error& error);

}  // namespace cablestream
