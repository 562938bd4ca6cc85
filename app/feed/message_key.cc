#include "app/feed/message_key.h"

namespace cablestream {

std::optional<std::string> KeyMaker::KeyOf(const FileMessage& message) {
  if (key_ == FeedKey::kNone || message.oversized) return std::nullopt;
  if (parser_.ReadHead(message.bytes, cable_)) return cable_.message_id();
  ++without_id_;
  return std::nullopt;
}

}  // namespace cablestream
