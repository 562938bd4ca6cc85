// The key of a raw message.
#pragma once

#include <optional>
#include <string>

#include "app/input/message_files.h"
#include "cable/v1/cable.pb.h"
#include "parser/parser.h"

namespace cablestream {

enum class FeedKey {
  kMessageId,  // the message ID where one can be made, else none
  kNone,       // none: messages spread over the partitions
};

// Used by one thread.
class KeyMaker {
 public:
  explicit KeyMaker(FeedKey key) : key_(key) {}

  [[nodiscard]] std::optional<std::string> KeyOf(const FileMessage& message);

  // How many had no message ID.
  [[nodiscard]] uint64_t without_id() const { return without_id_; }

 private:
  const FeedKey key_;
  MessageParser parser_;
  cable::v1::Cable cable_;  // used again for each message
  uint64_t without_id_ = 0;
};

}  // namespace cablestream
