#include <malloc.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <iostream>

#include "app/command_line.h"
#include "app/exit_status.h"
#include "common/log.h"
#include "kafka/call_thread.h"

namespace cablestream {
namespace {

std::vector<std::string> Environment() {
  std::vector<std::string> variables;
  for (char** variable = environ; *variable != nullptr; ++variable)
    variables.emplace_back(*variable);
  return variables;
}

void StartLogging(const Config::Logging& logging, bool quiet) {
  const LogFormat automatic = isatty(STDERR_FILENO) != 0 ? LogFormat::kText : LogFormat::kJson;
  StartLog(quiet ? std::max(logging.level, LogLevel::kWarning) : logging.level,
           logging.format.value_or(automatic));
}

// One overload a command.
struct Execute {
  const CommandContext context;

  int operator()(const AuditOptions& options) const { return AuditCommand(options, context); }
  int operator()(const ConfigOptions& options) const { return ConfigCommand(options, context); }
  int operator()(const FeedOptions& options) const { return FeedCommand(options, context); }
  int operator()(const ParseOptions& options) const { return ParseCommand(options, context); }
  int operator()(const RebuildOptions& options) const { return RebuildCommand(options, context); }
  int operator()(const RedriveOptions& options) const { return RedriveCommand(options, context); }
  int operator()(const ReplayDropOptions& options) const {
    return ReplayDropCommand(options, context);
  }
  int operator()(const ReplayListOptions& options) const {
    return ReplayListCommand(options, context);
  }
  int operator()(const ReplayOptions& options) const { return ReplayCommand(options, context); }
  int operator()(const ReplayStatusOptions& options) const {
    return ReplayStatusCommand(options, context);
  }
  int operator()(const RunOptions& options) const { return RunCommand(options, context); }
  int operator()(const StateVerifyOptions& options) const {
    return StateVerifyCommand(options, context);
  }
  int operator()(const StateViewOptions& options) const {
    return StateViewCommand(options, context);
  }
  int operator()(const TailOptions& options) const { return TailCommand(options, context); }
};

// Batches of messages come and go: giving their memory back to the system and asking for it again
// costs more than all else that the kernel does for this process.
void KeepFreedMemory() {
#ifdef __GLIBC__
  constexpr int kMiB = 1 << 20;
  (void)mallopt(M_TRIM_THRESHOLD, 64 * kMiB);
  (void)mallopt(M_MMAP_THRESHOLD, 32 * kMiB);
  (void)mallopt(M_TOP_PAD, kMiB);
#endif
}

int Main(int argc, char** argv) {
  KeepFreedMemory();
  std::signal(SIGPIPE, SIG_IGN);  // a reader that leaves shows as a failed write
  const auto read = ReadCommandLine(argc, argv);
  if (const auto* farewell = std::get_if<Farewell>(&read)) {
    (farewell->exit_status == kExitDone ? std::cout : std::cerr) << farewell->text;
    return farewell->exit_status;
  }
  const auto& line = std::get<CommandLine>(read);
  const Result<LoadedConfig> loaded = LoadConfig({line.config_file, Environment(), line.flags});
  if (!loaded) {
    std::cerr << "cablestream: " << loaded.error().message << "\n";
    return ExitStatusOf(loaded.error().code);
  }
  StartLogging(loaded->config.log, line.quiet);
  for (const std::string& variable : loaded->ignored_variables) {
    LogWarning("config.ignored", {{"variable", variable}});
  }
  for (const std::string& key : loaded->SecretsOnCommandLine()) {
    LogWarning("config.secret_on_command_line",
               {{"key", key},
                {"advice", "every user of this host can read it: name a file by " +
                               EnvironmentName(key) + "_FILE"}});
  }
  return std::visit(Execute{CommandContext{*loaded, line.quiet}}, line.command);
}

}  // namespace
}  // namespace cablestream

int main(int argc, char** argv) {
  const int status = cablestream::Main(argc, argv);
  if (cablestream::AnyCallAbandoned()) std::_Exit(status);
  return status;
}
