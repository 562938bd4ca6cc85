// The flags that every command has: those of the configuration, --config, --set and --quiet.
#pragma once

#include <CLI/CLI.hpp>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/config/fields.h"
#include "app/config/values.h"

namespace cablestream {

// `--group` gives its value to `group`, `--set a.b=c` names the key itself.
class ConfigFlags {
 public:
  void AddTo(CLI::App& command);

  // The settings of one (sub)command's flags, in the order given.
  void Collect(const CLI::App& command, std::vector<Setting>& settings) const;

  [[nodiscard]] std::optional<std::string> file() const {
    return file_.empty() ? std::nullopt : std::optional(file_);
  }
  [[nodiscard]] bool quiet() const { return quiet_; }

 private:
  std::string file_;
  bool quiet_ = false;
  std::vector<std::string> unused_;  // CLI11 wants a place; the results are read in their order
  std::map<const CLI::Option*, std::string_view> keys_;
  std::vector<const CLI::Option*> set_;
};

}  // namespace cablestream
