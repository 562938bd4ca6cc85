// The command line, read into plain data.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "app/commands/commands.h"

namespace cablestream {

struct CommandLine {
  std::optional<std::string> config_file;
  std::vector<Setting> flags;  // in the order given
  bool quiet = false;
  std::variant<AuditOptions, ConfigOptions, FeedOptions, ParseOptions, RebuildOptions,
               RedriveOptions, ReplayDropOptions, ReplayListOptions, ReplayOptions,
               ReplayStatusOptions, RunOptions, StateVerifyOptions, StateViewOptions, TailOptions>
      command;
};

// What to say and leave with instead of running a command: help, version, wrong usage.
struct Farewell {
  int exit_status = 0;
  std::string text;  // for standard output where the status is 0, else standard error
};

[[nodiscard]] std::variant<CommandLine, Farewell> ReadCommandLine(int argc,
                                                                  const char* const* argv);

}  // namespace cablestream
