#include <unistd.h>

#include <chrono>
#include <iostream>

#include "app/claim_lines.h"
#include "app/commands/commands.h"
#include "app/exit_status.h"
#include "app/output.h"
#include "app/progress.h"
#include "app/service/state.h"
#include "app/stop_signals.h"
#include "common/log.h"
#include "storage/state_folder.h"
#include "storage/store_view.h"

namespace cablestream {
namespace {

// The claims on an ID, by shard.
Result<std::map<int32_t, std::string>> Get(const ClaimsView& view, const std::string& message_id,
                                           LineWriter& out) {
  std::map<int32_t, std::string> claims;
  for (int32_t shard = 0; shard < view.shards(); ++shard) {
    const Result<std::optional<std::string>> claim = view.Find(shard, message_id);
    if (!claim) return Fail(claim.error());
    if (!*claim) continue;
    (void)out.Write(ClaimLine(shard, message_id, **claim));
    claims[shard] = **claim;
  }
  return claims;
}

Status ShowRepeats(const Config& config, const std::string& message_id,
                   const std::map<int32_t, std::string>& found, const AuditHooks& hooks,
                   LineWriter& out) {
  std::map<int32_t, Claim> claims;
  for (const auto& [shard, bytes] : found) {
    Result<Claim> claim = DecodeClaim(bytes);
    if (!claim) return Fail(claim.error());
    claims[shard] = std::move(*claim);
  }
  const auto repeats = FindRepeats(config, message_id, claims, hooks);
  if (!repeats) return Fail(repeats.error());
  for (const Repeat& repeat : *repeats) {
    (void)out.Write(
        RepeatLine(message_id, ToString(repeat.source), repeat.timestamp_ms, repeat.of_revision));
  }
  return {};
}

Status Dump(const ClaimsView& view, LineWriter& out) {
  for (int32_t shard = 0; shard < view.shards() && out.error() == 0; ++shard) {
    const Status read =
        view.ForEach(shard, [&](std::string_view message_id, std::string_view claim) {
          return out.Write(ClaimLine(shard, message_id, claim));
        });
    if (!read) return Fail(read.error());
  }
  return {};
}

Status Count(const ClaimsView& view, LineWriter& out) {
  uint64_t all = 0;
  for (int32_t shard = 0; shard < view.shards(); ++shard) {
    uint64_t claims = 0;
    const Status read = view.ForEach(shard, [&](std::string_view, std::string_view) {
      ++claims;
      return true;
    });
    if (!read) return Fail(read.error());
    const Result<std::optional<int64_t>> next = view.NextOffset(shard);
    if (!next) return Fail(next.error());
    (void)out.Write(R"({"shard": )" + std::to_string(shard) + R"(, "claims": )" +
                    std::to_string(claims) +
                    (*next ? R"(, "next_offset": )" + std::to_string(**next) : "") + "}");
    all += claims;
  }
  (void)out.Write(R"({"shards": )" + std::to_string(view.shards()) + R"(, "claims": )" +
                  std::to_string(all) + "}");
  return {};
}

// Progress of what is read from Kafka.
class ShownReading {
 public:
  explicit ShownReading(bool quiet)
      : progress_("state.progress", ChooseProgressStyle(quiet), Now()),
        hooks_{StopOnSignals(), [this](uint64_t messages, uint64_t done, uint64_t total) {
                 progress_.Show({messages, done, total}, Now());
               }} {}
  ~ShownReading() { progress_.End(); }
  ShownReading(const ShownReading&) = delete;
  ShownReading& operator=(const ShownReading&) = delete;

  [[nodiscard]] const AuditHooks& hooks() const { return hooks_; }

 private:
  static Progress::Time Now() { return std::chrono::steady_clock::now(); }

  Progress progress_;
  const AuditHooks hooks_;
};

Result<std::unique_ptr<ClaimsView>> OpenView(const StateViewOptions& options, const Config& config,
                                             const AuditHooks& hooks) {
  if (options.from_topic) return OpenTopicClaims(config, options.scratch_dir, hooks);
  auto store = StoreView::Open(ClaimsDirOf(config.state_dir));
  if (!store) return Fail(store.error());
  return std::unique_ptr<ClaimsView>(std::move(*store));
}

}  // namespace

int StateViewCommand(const StateViewOptions& given, const CommandContext& context) {
  const Config& config = context.loaded.config;
  StateViewOptions options = given;
  if (options.scratch_dir.empty()) options.scratch_dir = config.state_dir;
  const ShownReading reading(context.quiet);
  const auto view = OpenView(options, config, reading.hooks());
  if (!view) return Leave(view.error());
  LineWriter out(STDOUT_FILENO);
  bool found = true;
  Status shown;
  switch (options.what) {
    case StateView::kGet: {
      const auto claims = Get(**view, options.message_id, out);
      if (!claims) return Leave(claims.error());
      found = !claims->empty();
      if (options.repeats) {
        shown = ShowRepeats(config, options.message_id, *claims, reading.hooks(), out);
      }
      break;
    }
    case StateView::kStats:
      shown = Count(**view, out);
      break;
    case StateView::kDump:
      shown = Dump(**view, out);
      break;
  }
  if (!shown) return Leave(shown.error());
  (void)out.Flush();
  if (!found) std::cerr << "No claim on " << options.message_id << " here.\n";
  return FinishOutput(out, found ? kExitDone : kExitFailed);
}

int StateVerifyCommand(const StateVerifyOptions& options, const CommandContext& context) {
  const Config& config = context.loaded.config;
  const ShownReading reading(context.quiet);
  LineWriter out(STDOUT_FILENO);
  const auto report = VerifyStore(
      config, options.scratch_dir.empty() ? config.state_dir : options.scratch_dir, reading.hooks(),
      {}, [&](const StoreDifference& difference) {
        (void)out.Write(R"({"shard": )" + std::to_string(difference.shard) +
                        (difference.message_id.empty()
                             ? ""
                             : R"(, "message_id": )" + JsonString(difference.message_id)) +
                        R"(, "difference": )" + JsonString(difference.what) + "}");
      });
  if (!report) return Leave(report.error());
  (void)out.Write(R"({"shards": )" + std::to_string(report->shards) + R"(, "claims": )" +
                  std::to_string(report->claims) + R"(, "differing": )" +
                  std::to_string(report->differing) + "}");
  (void)out.Flush();
  return FinishOutput(out, report->differing == 0 ? kExitDone : kExitFailed);
}

}  // namespace cablestream
