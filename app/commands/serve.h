// A service run as a command: with its admin endpoint and progress, its totals reported.
#pragma once

#include "app/commands/commands.h"

namespace cablestream {

// Runs the service until it ends; one that ends by itself (`until_end`) prints its counts as JSON.
[[nodiscard]] int Serve(const Config& config, const ServiceOptions& options,
                        const CommandContext& context);

}  // namespace cablestream
