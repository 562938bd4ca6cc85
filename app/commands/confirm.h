// Asking before something is deleted.
#pragma once

#include <optional>
#include <string>

namespace cablestream {

// Nullopt where the answer is yes, or `yes` was said by flag; else the status to leave with. Where
// standard input is no terminal nobody can answer: that is a usage error. `what`: the command.
[[nodiscard]] std::optional<int> Unconfirmed(bool yes, const std::string& what,
                                             const std::string& consequences);

}  // namespace cablestream
