// One message of a raw or home topic, read in place.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kafka/types.h"

namespace cablestream {

struct Header {
  std::string name;
  std::optional<std::string> value;  // nullopt: a header without a value

  bool operator==(const Header&) const = default;
};

// Owns the bytes that a Message points into.
class MessageBuffer {
 public:
  virtual ~MessageBuffer() = default;

  // In the order of the message; copied, since few messages need them.
  [[nodiscard]] virtual std::vector<Header> headers() const = 0;
};

// Move-only. The views live as long as `buffer`.
struct Message {
  std::string_view topic;
  int32_t partition = 0;
  int64_t offset = 0;
  int64_t timestamp_ms = -1;  // since 1970; -1: none
  std::optional<std::string_view> key;
  std::optional<std::string_view> value;
  std::unique_ptr<MessageBuffer> buffer;
};

}  // namespace cablestream
