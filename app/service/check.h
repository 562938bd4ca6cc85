// `run --check`: what a start would find, found without starting.
#pragma once

#include <string>

#include "app/config/config.h"
#include "app/service/service.h"
#include "common/result.h"
#include "pipeline/group_check.h"

namespace cablestream {

struct ServiceCheck {
  GroupCheck group;
  std::string group_name;
  std::string state_dir;
  std::string instance_id;  // empty: a new one would be made
};

// Looks at topics, group, state folder and schema registry, and changes nothing. Fails with
// kUnavailable (no broker answers) and kInvalidArgument.
[[nodiscard]] Result<ServiceCheck> CheckService(const Config& config,
                                                const ServiceOptions& options);

// A table of the topics, a line for the group and the folder each, then the findings.
[[nodiscard]] std::string CheckText(const ServiceCheck& check);

// 0 nothing has to be done, 2 something has to be changed, 3 denied.
[[nodiscard]] int CheckStatus(const ServiceCheck& check);

}  // namespace cablestream
