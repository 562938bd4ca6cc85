#include "app/service/record_frame.h"

#include <chrono>
#include <thread>

#include "common/log.h"
#include "common/log_limiter.h"
#include "registry/cable_schema.h"

namespace cablestream {
namespace {

constexpr std::chrono::seconds kPatienceUntilEnd{30};
constexpr std::chrono::milliseconds kPauseBetweenTries{500};

}  // namespace

Status RefuseRegistryless(const Config& config) {
  if (config.records.format != RecordFormat::kConfluent) return {};
  const SchemaRegistryOptions& registry = config.schema_registry;
  if (registry.url.empty()) {
    return Fail(ErrorCode::kInvalidArgument,
                "records.format: confluent needs a schema registry: name it in "
                "schema_registry.url.");
  }
  if (registry.access.user.empty() && !registry.access.password.empty()) {
    return Fail(ErrorCode::kInvalidArgument,
                "schema_registry.password stands without schema_registry.user.");
  }
  return {};
}

Result<std::optional<std::string>> AwaitRecordFrame(const Config& config, bool until_end,
                                                    const std::atomic<bool>& stop, Stats& stats) {
  if (config.records.format == RecordFormat::kProtobuf) return std::optional(std::string());
  const SchemaRegistry registry(config.schema_registry);
  const std::string subject = ValueSubjectOf(config.topics.records);
  const auto give_up = std::chrono::steady_clock::now() + kPatienceUntilEnd;
  while (!stop.load()) {
    ++stats.loop_turns;
    const Result<int32_t> id = registry.IdOf(subject, CableSchema(), stop);
    if (id) {
      stats.awaits_registry = false;
      LogInfo("registry.schema", {{"subject", subject}, {"id", *id}});
      return std::optional(ConfluentFrame(*id));
    }
    if (id.error().code != ErrorCode::kRetry) return Fail(id.error());
    if (stop.load()) break;
    if (until_end && std::chrono::steady_clock::now() > give_up) return Fail(id.error());
    stats.awaits_registry = true;
    LogLimited(LogLevel::kWarning, "registry.unreachable", {{"reason", id.error().message}});
    std::this_thread::sleep_for(kPauseBetweenTries);
  }
  return std::optional<std::string>();
}

}  // namespace cablestream
