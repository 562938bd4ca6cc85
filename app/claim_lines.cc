#include "app/claim_lines.h"

#include "common/log.h"
#include "storage/claim.h"

namespace cablestream {
namespace {

std::string Hexadecimal(uint64_t number) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (int shift = 60; shift >= 0; shift -= 4) text += kDigits[number >> shift & 0xF];
  return text;
}

}  // namespace

std::string ClaimLine(int32_t shard, std::string_view message_id, std::string_view claim) {
  std::string line =
      R"({"message_id": )" + JsonString(message_id) + R"(, "shard": )" + std::to_string(shard);
  const Result<Claim> decoded = DecodeClaim(claim);
  if (!decoded) return line + R"(, "error": )" + JsonString(decoded.error().message) + "}";
  line += R"(, "source": )" + JsonString(decoded->topic + "/" + std::to_string(decoded->partition) +
                                         "/" + std::to_string(decoded->offset));
  line += R"(, "time": )" + std::to_string(decoded->time_ms) + R"(, "revisions": [)";
  for (size_t i = 0; i < decoded->revisions.size(); ++i) {
    line += (i == 0 ? "\"" : ", \"") + Hexadecimal(decoded->revisions[i]) + "\"";
  }
  return line + R"(], "hash_version": )" + std::to_string(decoded->hash_version) + "}";
}

std::string RepeatLine(std::string_view message_id, std::string_view source, int64_t timestamp_ms,
                       size_t of_revision) {
  std::string line = R"({"repeat": )" + JsonString(source) + R"(, "message_id": )" +
                     JsonString(message_id) + R"(, "timestamp": )" + std::to_string(timestamp_ms);
  if (of_revision > 0) line += R"(, "of_revision": )" + std::to_string(of_revision);
  return line + "}";
}

}  // namespace cablestream
