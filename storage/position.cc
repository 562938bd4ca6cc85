#include "storage/position.h"

namespace cablestream {
namespace {

constexpr size_t kOffsetBytes = 8;
constexpr int64_t kNone = -1;

void AppendOffset(std::string& out, int64_t offset) {
  const auto value = static_cast<uint64_t>(offset);
  for (int shift = 56; shift >= 0; shift -= 8) out += static_cast<char>(value >> shift & 0xFF);
}

int64_t ReadOffset(std::string_view bytes) {
  uint64_t value = 0;
  for (const char byte : bytes) value = value << 8 | static_cast<uint8_t>(byte);
  return static_cast<int64_t>(value);
}

}  // namespace

bool IsOwnKey(std::string_view key) {
  return key == kPositionKey || key == kClaimsLogKey;
}

std::string EncodeClaimsLog(uint64_t claims_log) {
  std::string bytes;
  AppendOffset(bytes, static_cast<int64_t>(claims_log));
  return bytes;
}

std::string EncodePosition(const Position& position) {
  std::string bytes;
  bytes.reserve(2 * kOffsetBytes);
  AppendOffset(bytes, position.before.value_or(kNone));
  AppendOffset(bytes, position.next_offset);
  return bytes;
}

std::optional<Position> DecodePosition(std::string_view bytes) {
  if (bytes.size() != 2 * kOffsetBytes) return std::nullopt;
  const int64_t before = ReadOffset(bytes.substr(0, kOffsetBytes));
  const int64_t next = ReadOffset(bytes.substr(kOffsetBytes));
  if (before < kNone || next < 0 || before > next) return std::nullopt;
  Position position{.before = std::nullopt, .next_offset = next};
  if (before != kNone) position.before = before;
  return position;
}

}  // namespace cablestream
