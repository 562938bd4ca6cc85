#include "simulation/fakes/entry_message.h"

#include <memory>

namespace cablestream::sim {
namespace {

class EntryBuffer final : public MessageBuffer {
 public:
  explicit EntryBuffer(const Entry& entry) : entry_(entry) {}
  [[nodiscard]] std::vector<Header> headers() const override { return entry_.headers; }

 private:
  const Entry& entry_;
};

std::optional<std::string> Copy(const std::optional<std::string_view>& bytes) {
  if (!bytes) return std::nullopt;
  return std::string(*bytes);
}

}  // namespace

Message ToMessage(const TopicPartition& partition, int64_t offset, const Entry& entry) {
  Message message;
  message.topic = partition.topic;
  message.partition = partition.partition;
  message.offset = offset;
  message.timestamp_ms = entry.timestamp_ms;
  if (entry.key) message.key = *entry.key;
  if (entry.value) message.value = *entry.value;
  message.buffer = std::make_unique<EntryBuffer>(entry);
  return message;
}

Entry ToEntry(const Output& output) {
  Entry entry;
  entry.key = Copy(output.key);
  entry.value = Copy(output.value);
  for (const OutputHeader& header : output.headers) {
    entry.headers.push_back({std::string(header.name), Copy(header.value)});
  }
  entry.timestamp_ms = output.timestamp_ms;
  return entry;
}

}  // namespace cablestream::sim
