#include <unistd.h>

#include <filesystem>
#include <iostream>

#include "app/claim_lines.h"
#include "app/commands/commands.h"
#include "app/exit_status.h"
#include "app/output.h"
#include "storage/store_view.h"

namespace cablestream {
namespace {

Status Get(const StoreView& store, const std::string& message_id, LineWriter& out, bool& found) {
  for (int32_t shard = 0; shard < store.shards(); ++shard) {
    const Result<std::optional<std::string>> claim = store.Find(shard, message_id);
    if (!claim) return Fail(claim.error());
    if (!*claim) continue;
    found = true;
    (void)out.Write(ClaimLine(shard, message_id, **claim));
  }
  return {};
}

Status Dump(const StoreView& store, LineWriter& out) {
  for (int32_t shard = 0; shard < store.shards() && out.error() == 0; ++shard) {
    const Status read =
        store.ForEach(shard, [&](std::string_view message_id, std::string_view claim) {
          return out.Write(ClaimLine(shard, message_id, claim));
        });
    if (!read) return Fail(read.error());
  }
  return {};
}

Status Count(const StoreView& store, LineWriter& out) {
  uint64_t all = 0;
  for (int32_t shard = 0; shard < store.shards(); ++shard) {
    uint64_t claims = 0;
    const Status read = store.ForEach(shard, [&](std::string_view, std::string_view) {
      ++claims;
      return true;
    });
    if (!read) return Fail(read.error());
    const Result<std::optional<int64_t>> next = store.NextOffset(shard);
    if (!next) return Fail(next.error());
    (void)out.Write(R"({"shard": )" + std::to_string(shard) + R"(, "claims": )" +
                    std::to_string(claims) +
                    (*next ? R"(, "next_offset": )" + std::to_string(**next) : "") + "}");
    all += claims;
  }
  (void)out.Write(R"({"shards": )" + std::to_string(store.shards()) + R"(, "claims": )" +
                  std::to_string(all) + "}");
  return {};
}

}  // namespace

int StateViewCommand(const StateViewOptions& options, const CommandContext& context) {
  const auto store =
      StoreView::Open(std::filesystem::path(context.loaded.config.state_dir) / "claims");
  if (!store) return Leave(store.error());
  LineWriter out(STDOUT_FILENO);
  bool found = options.what != StateView::kGet;
  Status shown;
  switch (options.what) {
    case StateView::kGet:
      shown = Get(**store, options.message_id, out, found);
      break;
    case StateView::kStats:
      shown = Count(**store, out);
      break;
    case StateView::kDump:
      shown = Dump(**store, out);
      break;
  }
  if (!shown) return Leave(shown.error());
  (void)out.Flush();
  if (!found) std::cerr << "No claim on " << options.message_id << " here.\n";
  return FinishOutput(out, found ? kExitDone : kExitFailed);
}

}  // namespace cablestream
