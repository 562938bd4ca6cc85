// The commands: options in, one call, exit status out (app/exit_status.h).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/config/load.h"

namespace cablestream {

// What every command gets beside its own options.
struct CommandContext {
  const LoadedConfig& loaded;
  bool quiet = false;  // no progress, and warnings and errors alone in the log
};

struct ConfigOptions {};
[[nodiscard]] int ConfigCommand(const ConfigOptions& options, const CommandContext& context);

struct ParseOptions {
  std::vector<std::string> paths;
  bool stats = false;
};
[[nodiscard]] int ParseCommand(const ParseOptions& options, const CommandContext& context);

}  // namespace cablestream
