#include "app/commands/confirm.h"

#include <unistd.h>

#include <iostream>

#include "app/exit_status.h"

namespace cablestream {

std::optional<int> Unconfirmed(bool yes, const std::string& what, const std::string& consequences) {
  if (yes) return std::nullopt;
  if (isatty(STDIN_FILENO) == 0) {
    std::cerr << "cablestream: " << what << " deletes: confirm it by --yes\n";
    return kExitUsage;
  }
  std::cerr << consequences << " Type yes: " << std::flush;
  std::string answer;
  std::getline(std::cin, answer);
  if (answer == "yes") return std::nullopt;
  std::cerr << "Nothing was changed.\n";
  return kExitFailed;
}

}  // namespace cablestream
