#include "app/service/doubt_mark.h"

#include <filesystem>
#include <sstream>
#include <system_error>

#include "app/service/state.h"
#include "storage/files.h"
#include "storage/state_folder.h"

namespace cablestream {
namespace {

std::filesystem::path MarkOf(const Config& config) {
  return ClaimsDirOf(config.state_dir) / "IN_DOUBT";
}

}  // namespace

Status MarkInDoubt(const Config& config, int32_t shard, uint64_t claims_log,
                   const std::string& why) {
  std::ostringstream text;
  text << shard << " " << claims_log << "\n" << why << "\n";
  return WriteFileAtomically(MarkOf(config), text.str());
}

Status CheckNotInDoubt(const Config& config, int32_t shards, LogReader& log,
                       const std::atomic<bool>& stop) {
  const Result<std::optional<std::string>> text = ReadWholeFile(MarkOf(config));
  if (!text) return Fail(text.error());
  if (!*text) return {};
  std::istringstream mark(**text);
  int32_t shard = 0;
  uint64_t claims_log = 0;
  std::string why;
  if (!(mark >> shard >> claims_log >> std::ws) || !std::getline(mark, why)) {
    return Fail(ErrorCode::kRefused,
                MarkOf(config).string() +
                    " can't be read: the claims beside it were found to differ from their topic. "
                    "Look with cablestream state verify, then delete that folder.");
  }
  const auto committed = CommittedShardsOf(config, shards, log, stop);
  if (!committed) return Fail(committed.error());
  const auto now = committed->find(shard);
  if (now == committed->end() || now->second.claims_log == claims_log) {
    return Fail(ErrorCode::kRefused, why);
  }
  std::error_code error;
  std::filesystem::remove(MarkOf(config), error);
  if (!error) return {};
  return Fail(ErrorCode::kIo, MarkOf(config).string() + " can't be deleted: " + error.message());
}

}  // namespace cablestream
