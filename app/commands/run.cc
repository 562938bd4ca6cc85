#include <iostream>

#include "app/commands/commands.h"
#include "app/commands/serve.h"
#include "app/exit_status.h"
#include "app/service/check.h"

namespace cablestream {
namespace {

int Check(const ServiceOptions& options, const Config& config) {
  const Result<ServiceCheck> check = CheckService(config, options);
  if (!check) return Leave(check.error());
  std::cout << CheckText(*check) << std::flush;
  return std::cout ? CheckStatus(*check) : kExitFailed;
}

}  // namespace

int RunCommand(const RunOptions& options, const CommandContext& context) {
  const Config& config = context.loaded.config;
  return options.check ? Check(options.service, config) : Serve(config, options.service, context);
}

}  // namespace cablestream
