#include <iostream>

#include "app/commands/commands.h"
#include "app/exit_status.h"

namespace cablestream {

int ConfigCommand(const ConfigOptions&, const CommandContext& context) {
  std::cout << FormatConfig(context.loaded) << std::flush;
  return std::cout ? kExitDone : kExitFailed;
}

}  // namespace cablestream
