// The sources of configuration, each read into settings. Nothing is judged here but the form.
#pragma once

#include <string>
#include <vector>

#include "app/config/values.h"
#include "common/result.h"

namespace cablestream {

// Reads a YAML file: `dedup: {window: 30d}` and `dedup.window: 30d` give the same setting.
// Fails with kInvalidArgument: unreadable, not YAML, a key that is no field's, a section where a
// value belongs or the other way round. The message begins with `file:line`.
[[nodiscard]] Result<std::vector<Setting>> ReadYamlFile(const std::string& path);

struct EnvironmentSettings {
  std::vector<Setting> settings;
  // Variables with the program's prefix that are nothing like a field's: somebody else's.
  std::vector<std::string> ignored;
};

// Picks the settings out of an environment (NAME=value, as in `environ`): CABLESTREAM_DEDUP_WINDOW,
// CABLESTREAM_KAFKA_SASL_PASSWORD_FILE. What Kubernetes and Docker set for a service of this name
// (CABLESTREAM_PORT, CABLESTREAM_SERVICE_HOST, ...) is passed over.
// Fails with kInvalidArgument: a variable that is nearly a field's or in the name of a section, a
// file that can't be read. The message begins with the variable.
[[nodiscard]] Result<EnvironmentSettings> ReadEnvironment(
    const std::vector<std::string>& environment);

// The candidate that somebody who wrote `name` may have meant; empty where none is near.
[[nodiscard]] std::string Nearest(const std::string& name,
                                  const std::vector<std::string>& candidates);

// "; did you mean dedup.window?", or nothing for nothing.
[[nodiscard]] std::string DidYouMean(const std::string& nearest);

}  // namespace cablestream
