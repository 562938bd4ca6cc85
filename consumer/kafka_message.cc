#include "consumer/kafka_message.h"

#include <utility>

namespace cablestream {
namespace {

class KafkaMessageBuffer final : public MessageBuffer {
 public:
  explicit KafkaMessageBuffer(MessageHandle message) : message_(std::move(message)) {}

  [[nodiscard]] std::vector<Header> headers() const override {
    std::vector<Header> headers;
    rd_kafka_headers_t* raw = nullptr;
    if (rd_kafka_message_headers(message_.get(), &raw) != RD_KAFKA_RESP_ERR_NO_ERROR) {
      return headers;
    }
    const char* name = nullptr;
    const void* value = nullptr;
    size_t size = 0;
    for (size_t i = 0;
         rd_kafka_header_get_all(raw, i, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR; ++i) {
      Header header{name, std::nullopt};
      if (value != nullptr) header.value.emplace(static_cast<const char*>(value), size);
      headers.push_back(std::move(header));
    }
    return headers;
  }

 private:
  MessageHandle message_;
};

std::optional<std::string_view> View(const void* data, size_t size) {
  if (data == nullptr) return std::nullopt;
  return std::string_view(static_cast<const char*>(data), size);
}

}  // namespace

Message WrapMessage(MessageHandle message) {
  const rd_kafka_message_t& raw = *message;
  Message wrapped;
  wrapped.topic = rd_kafka_topic_name(raw.rkt);
  wrapped.partition = raw.partition;
  wrapped.offset = raw.offset;
  rd_kafka_timestamp_type_t type = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE;
  const int64_t timestamp = rd_kafka_message_timestamp(&raw, &type);
  wrapped.timestamp_ms = type == RD_KAFKA_TIMESTAMP_NOT_AVAILABLE ? -1 : timestamp;
  wrapped.key = View(raw.key, raw.key_len);
  wrapped.value = View(raw.payload, raw.len);
  wrapped.buffer = std::make_unique<KafkaMessageBuffer>(std::move(message));
  return wrapped;
}

}  // namespace cablestream
