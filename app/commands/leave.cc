#include "app/commands/commands.h"
#include "app/exit_status.h"
#include "common/log.h"

namespace cablestream {

int Leave(const Error& error) {
  LogError("command.failed", {{"class", ErrorCodeName(error.code)}, {"error", error.message}});
  return ExitStatusOf(error.code);
}

}  // namespace cablestream
