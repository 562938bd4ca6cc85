// The effective configuration: defaults, under the YAML file, under the environment, under flags.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/config/config.h"
#include "app/config/values.h"
#include "common/result.h"

namespace cablestream {

struct ConfigSources {
  std::optional<std::string> file;
  std::vector<std::string> environment;  // NAME=value
  std::vector<Setting> flags;            // in the order given; a later one wins, lists grow
};

struct LoadedConfig {
  Config config;
  // What holds for each key, and where it comes from: the fields in the order of their table, then
  // the `kafka.` properties by name.
  std::vector<Setting> effective;
  // Environment variables that look like the program's and are not.
  std::vector<std::string> ignored_variables;

  // Whether the key was given at all, rather than left to its default.
  [[nodiscard]] bool IsGiven(std::string_view key) const;

  // The keys of secrets that flags have given: other users of the host see those.
  [[nodiscard]] std::vector<std::string> SecretsOnCommandLine() const;
};

// Fails with kInvalidArgument at the first thing wrong. The message names the source (file and
// line, variable, flag) and the key: "cables.yaml:3: dedup.windw: unknown key; did you mean
// dedup.window?".
[[nodiscard]] Result<LoadedConfig> LoadConfig(const ConfigSources& sources);

// The effective configuration as a YAML file that LoadConfig takes; where each value comes from
// stands beside it. Secrets are masked.
[[nodiscard]] std::string FormatConfig(const LoadedConfig& loaded);

}  // namespace cablestream
