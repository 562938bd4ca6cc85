#include "audit/entries.h"

#include <array>

namespace cablestream {
namespace {

// Big-endian, so that bytes sort as the numbers do.
class Writer {
 public:
  explicit Writer(std::string& out) : out_(out) {}

  template <typename Number>
  Writer& Add(Number number) {
    auto bits = static_cast<uint64_t>(number);
    std::array<char, sizeof(Number)> bytes;
    for (size_t i = bytes.size(); i-- > 0; bits >>= 8) bytes[i] = static_cast<char>(bits & 0xFF);
    out_.append(bytes.data(), bytes.size());
    return *this;
  }
  Writer& Add(const RawPlace& place) {
    return Add(place.topic).Add(place.partition).Add(place.offset);
  }
  Writer& Add(const Place& place) { return Add(place.partition).Add(place.offset); }
  Writer& AddText(std::string_view text) {
    Add(static_cast<uint32_t>(text.size()));
    out_ += text;
    return *this;
  }

 private:
  std::string& out_;
};

// Of what Writer wrote.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : bytes_(bytes) {}

  template <typename Number>
  Number Take() {
    uint64_t bits = 0;
    for (const char byte : TakeBytes(sizeof(Number))) {
      bits = bits << 8 | static_cast<unsigned char>(byte);
    }
    return static_cast<Number>(bits);
  }
  RawPlace TakeRawPlace() {
    RawPlace place;
    place.topic = Take<uint16_t>();
    place.partition = Take<int32_t>();
    place.offset = Take<int64_t>();
    return place;
  }
  Place TakePlace() {
    Place place;
    place.partition = Take<int32_t>();
    place.offset = Take<int64_t>();
    return place;
  }
  std::string_view TakeText() { return TakeBytes(Take<uint32_t>()); }
  [[nodiscard]] std::string_view rest() const { return bytes_; }

 private:
  std::string_view TakeBytes(size_t count) {
    const std::string_view taken = bytes_.substr(0, count);
    bytes_.remove_prefix(taken.size());
    return taken;
  }

  std::string_view bytes_;
};

Writer BeginId(std::string& key, int32_t domain, std::string_view message_id, IdKind kind) {
  Writer writer(key);
  writer.Add(domain).AddText(message_id).Add(static_cast<uint8_t>(kind));
  return writer;
}

IdKey TakeIdKey(Reader& reader) {
  IdKey key;
  key.domain = reader.Take<int32_t>();
  key.message_id = reader.TakeText();
  key.kind = static_cast<IdKind>(reader.Take<uint8_t>());
  return key;
}

}  // namespace

std::string SourcePrefix(uint16_t topic, int32_t partition) {
  std::string prefix;
  Writer(prefix).Add(topic).Add(partition);
  return prefix;
}

Entry Encode(const SourceEntry& entry) {
  Entry encoded;
  Writer(encoded.key)
      .Add(entry.source)
      .Add(static_cast<uint8_t>(entry.kind))
      .Add(entry.parts)
      .Add(entry.part)
      .Add(entry.place);
  Writer(encoded.value).Add(entry.reason).Add(entry.cut_number);
  encoded.value += entry.message_id;
  return encoded;
}

SourceEntry DecodeSourceEntry(std::string_view key, std::string_view value) {
  SourceEntry entry;
  Reader reader(key);
  entry.source = reader.TakeRawPlace();
  entry.kind = static_cast<SourceKind>(reader.Take<uint8_t>());
  entry.parts = reader.Take<uint32_t>();
  entry.part = reader.Take<uint32_t>();
  entry.place = reader.TakePlace();
  Reader values(value);
  entry.reason = values.Take<uint8_t>();
  entry.cut_number = values.Take<uint32_t>();
  entry.message_id = values.rest();
  return entry;
}

IdKey DecodeIdKey(std::string_view key) {
  Reader reader(key);
  return TakeIdKey(reader);
}

Entry Encode(const ClaimEntry& entry) {
  Entry encoded;
  BeginId(encoded.key, entry.domain, entry.message_id,
          entry.late ? IdKind::kLateClaim : IdKind::kClaim);
  Writer writer(encoded.value);
  writer.Add(entry.place).Add(entry.source).Add(entry.time_ms).Add(entry.hash_version);
  for (const uint64_t revision : entry.revisions) writer.Add(revision);
  return encoded;
}

ClaimEntry DecodeClaimEntry(std::string_view key, std::string_view value) {
  const IdKey id = DecodeIdKey(key);
  ClaimEntry entry;
  entry.domain = id.domain;
  entry.message_id = id.message_id;
  entry.late = id.kind == IdKind::kLateClaim;
  Reader reader(value);
  entry.place = reader.TakePlace();
  entry.source = reader.TakeRawPlace();
  entry.time_ms = reader.Take<int64_t>();
  entry.hash_version = reader.Take<uint32_t>();
  while (!reader.rest().empty()) entry.revisions.push_back(reader.Take<uint64_t>());
  return entry;
}

Entry Encode(const RecordEntry& entry) {
  Entry encoded;
  BeginId(encoded.key, entry.domain, entry.message_id, IdKind::kRecord)
      .Add(entry.revision)
      .Add(entry.place);
  Writer writer(encoded.value);
  writer.Add(entry.source).Add(entry.hash).Add(entry.hash_version);
  if (entry.supersedes) writer.Add(*entry.supersedes);
  return encoded;
}

RecordEntry DecodeRecordEntry(std::string_view key, std::string_view value) {
  RecordEntry entry;
  Reader reader(key);
  const IdKey id = TakeIdKey(reader);
  entry.domain = id.domain;
  entry.message_id = id.message_id;
  entry.revision = reader.Take<uint32_t>();
  entry.place = reader.TakePlace();
  Reader values(value);
  entry.source = values.TakeRawPlace();
  entry.hash = values.Take<uint64_t>();
  entry.hash_version = values.Take<uint32_t>();
  if (!values.rest().empty()) entry.supersedes = values.TakeRawPlace();
  return entry;
}

Entry Encode(const TimeEntry& entry) {
  Entry encoded;
  BeginId(encoded.key, entry.domain, entry.message_id, IdKind::kTime).Add(entry.source);
  Writer(encoded.value).Add(entry.time_ms).Add(entry.mark_ms);
  return encoded;
}

TimeEntry DecodeTimeEntry(std::string_view key, std::string_view value) {
  TimeEntry entry;
  Reader reader(key);
  const IdKey id = TakeIdKey(reader);
  entry.domain = id.domain;
  entry.message_id = id.message_id;
  entry.source = reader.TakeRawPlace();
  Reader values(value);
  entry.time_ms = values.Take<int64_t>();
  entry.mark_ms = values.Take<int64_t>();
  return entry;
}

Entry Encode(const RepeatEntry& entry) {
  Entry encoded;
  BeginId(encoded.key, entry.domain, entry.message_id, IdKind::kRepeat)
      .Add(entry.hash)
      .Add(entry.source);
  Writer(encoded.value)
      .Add(entry.timestamp_ms)
      .Add(entry.mark_ms)
      .Add(entry.hash_version)
      .Add(static_cast<uint8_t>(entry.other_parser));
  return encoded;
}

RepeatEntry DecodeRepeatEntry(std::string_view key, std::string_view value) {
  RepeatEntry entry;
  Reader reader(key);
  const IdKey id = TakeIdKey(reader);
  entry.domain = id.domain;
  entry.message_id = id.message_id;
  entry.hash = reader.Take<uint64_t>();
  entry.source = reader.TakeRawPlace();
  Reader values(value);
  entry.timestamp_ms = values.Take<int64_t>();
  entry.mark_ms = values.Take<int64_t>();
  entry.hash_version = values.Take<uint32_t>();
  entry.other_parser = values.Take<uint8_t>() != 0;
  return entry;
}

}  // namespace cablestream
