#include "replay/dead_letters.h"

#include <algorithm>
#include <map>
#include <utility>

#include "cable/v1/cable.pb.h"
#include "parser/parser.h"
#include "storage/v1/storage.pb.h"

namespace cablestream {
namespace {

constexpr std::string_view kPart = "cablestream.part";
constexpr std::string_view kCrashed = "crashed_parser";

std::string EncodeHeld(const Message& message, const std::vector<Header>& headers) {
  storage::v1::HeldLetter held;
  held.set_partition(message.partition);
  held.set_offset(message.offset);
  held.set_timestamp(message.timestamp_ms);
  if (message.key) held.set_key(message.key->data(), message.key->size());
  if (message.value) held.set_value(message.value->data(), message.value->size());
  for (const Header& header : headers) {
    storage::v1::HeldHeader& entry = *held.add_headers();
    entry.set_name(header.name);
    if (header.value) entry.set_value(*header.value);
  }
  return held.SerializeAsString();
}

Result<DeadLetter> DecodeHeld(std::string_view bytes) {
  storage::v1::HeldLetter held;
  if (!held.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return Fail(ErrorCode::kIo, "The scratch folder holds something else than was written.");
  }
  DeadLetter letter;
  letter.place = {held.partition(), held.offset()};
  letter.timestamp_ms = held.timestamp();
  if (held.has_key()) letter.key = std::move(*held.mutable_key());
  if (held.has_value()) letter.value = std::move(*held.mutable_value());
  for (storage::v1::HeldHeader& entry : *held.mutable_headers()) {
    Header& header = letter.headers.emplace_back(Header{std::move(*entry.mutable_name()), {}});
    if (entry.has_value()) header.value = std::move(*entry.mutable_value());
  }
  auto facts = ReadDeadLetter(letter.headers);
  if (!facts) return Fail(ErrorCode::kInternal, "A message was held that is no dead letter.");
  letter.facts = std::move(*facts);
  return letter;
}

// The label of a part stands behind all that the message had.
void RemovePartLabel(std::vector<Header>& headers) {
  const auto label = std::find_if(headers.rbegin(), headers.rend(),
                                  [](const Header& header) { return header.name == kPart; });
  if (label != headers.rend()) headers.erase(std::next(label).base());
}

// Parts of one letter in their order.
DeadLetter Join(std::vector<DeadLetter> parts) {
  DeadLetter whole = std::move(parts.front());
  if (parts.size() == 1) return whole;
  RemovePartLabel(whole.headers);
  for (auto part = parts.begin() + 1; part != parts.end(); ++part) {
    whole.value = whole.value.value_or("") + part->value.value_or("");
  }
  return whole;
}

bool AreOneMessage(const DeadLetter& one, const DeadLetter& other) {
  return one.facts.parts > 1 && one.facts.parts == other.facts.parts &&
         one.facts.source == other.facts.source;
}

// What the keys of one topic's entries begin with.
std::string TopicPrefix(size_t topic) {
  return {static_cast<char>(topic >> 8 & 0xFF), static_cast<char>(topic & 0xFF)};
}

}  // namespace

std::string PlaceText(const std::string& topic, const Place& place) {
  return topic + "/" + std::to_string(place.partition) + "/" + std::to_string(place.offset);
}

bool HasId(const DeadLetter& letter, const std::set<std::string>& message_ids) {
  if (letter.key && message_ids.contains(*letter.key)) return true;
  if (!letter.value || letter.facts.reason == kCrashed) return false;
  cable::v1::Cable cable;
  MessageParser parser;
  return parser.ReadHead(*letter.value, cable) && message_ids.contains(cable.message_id());
}

DeadLetters::DeadLetters(LetterSelection selection, std::vector<std::string> raw_topics,
                         Scratch& scratch)
    : selection_(std::move(selection)), raw_topics_(std::move(raw_topics)), scratch_(scratch) {}

bool DeadLetters::IsWanted(const DeadLetterFacts& facts) const {
  if (facts.generation != selection_.generation) return false;
  if (!selection_.reasons.empty() && !selection_.reasons.contains(facts.reason)) return false;
  if (!selection_.since_ms && !selection_.until_ms) return true;
  const int64_t time_ms = facts.timestamp_ms;
  return time_ms >= selection_.since_ms.value_or(0) &&
         time_ms < selection_.until_ms.value_or(INT64_MAX);
}

Status DeadLetters::Add(const Message& message) {
  const std::vector<Header> headers = message.buffer->headers();
  const std::optional<DeadLetterFacts> facts = ReadDeadLetter(headers);
  const auto topic = facts ? std::find(raw_topics_.begin(), raw_topics_.end(), facts->source.topic)
                           : raw_topics_.end();
  if (topic == raw_topics_.end() || !IsWanted(*facts)) {
    ++not_wanted_;
    return {};
  }
  SourceEntry entry;
  entry.source = {static_cast<uint16_t>(topic - raw_topics_.begin()), facts->source.partition,
                  facts->source.offset};
  entry.kind = SourceKind::kDeadLetter;
  entry.parts = facts->parts;
  entry.part = facts->part;
  entry.place = {message.partition, message.offset};
  ++held_;
  return scratch_.Put(ScratchTable::kBySource, {Encode(entry).key, EncodeHeld(message, headers)});
}

// A message that was read twice has two letters, and their parts stand side by side.
Result<bool> DeadLetters::UseWhole(std::vector<DeadLetter>& parts, const Use& use) {
  std::map<uint32_t, std::vector<DeadLetter>> by_part;
  const uint32_t wanted = parts.front().facts.parts;
  for (DeadLetter& part : parts) by_part[part.facts.part].push_back(std::move(part));
  parts.clear();
  size_t whole = by_part.size() == wanted ? SIZE_MAX : 0;
  size_t begun = 0;
  for (const auto& [number, copies] : by_part) {
    whole = std::min(whole, copies.size());
    begun = std::max(begun, copies.size());
  }
  incomplete_ += begun - whole;
  for (size_t i = 0; i < whole; ++i) {
    std::vector<DeadLetter> one;
    for (auto& [number, copies] : by_part) one.push_back(std::move(copies[i]));
    DeadLetter letter = Join(std::move(one));
    if (!selection_.message_ids.empty() && !HasId(letter, selection_.message_ids)) {
      ++not_wanted_;
      continue;
    }
    Result<bool> used = use(letter);
    if (!used || !*used) return used;
  }
  return true;
}

Status DeadLetters::ForEach(const std::string& raw_topic, const Use& use) {
  const auto topic = std::find(raw_topics_.begin(), raw_topics_.end(), raw_topic);
  if (topic == raw_topics_.end()) return {};
  Result<ScratchCursor> cursor = scratch_.Read(
      ScratchTable::kBySource, TopicPrefix(static_cast<size_t>(topic - raw_topics_.begin())));
  if (!cursor) return Fail(cursor.error());
  std::vector<DeadLetter> parts;  // of one message, as long as there come more
  for (; cursor->Valid(); cursor->Next()) {
    Result<DeadLetter> letter = DecodeHeld(cursor->value());
    if (!letter) return Fail(letter.error());
    if (!parts.empty() && !AreOneMessage(parts.back(), *letter)) {
      const Result<bool> used = UseWhole(parts, use);
      if (!used) return Fail(used.error());
      if (!*used) return {};
    }
    parts.push_back(std::move(*letter));
  }
  if (Status read = cursor->status(); !read) return read;
  if (parts.empty()) return {};
  const Result<bool> used = UseWhole(parts, use);
  return used ? Status() : Fail(used.error());
}

}  // namespace cablestream
