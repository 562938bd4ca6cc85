#include "replay/redrive_marks.h"

#include <charconv>

namespace cablestream {
namespace {

template <typename Number>
bool ReadNumber(std::string_view text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() && number >= 0;
}

Error MadeAnew(const std::string& how) {
  return {ErrorCode::kRefused,
          "The marks of what was put back are of another dead letters topic than this one: " + how +
              ". If it was made anew, delete the topics of its marks and of parked letters, which "
              "bear its name, too."};
}

}  // namespace

std::string MarksTopicOf(const std::string& dead_letters) {
  return dead_letters + ".redriven";
}

std::string ParkedTopicOf(const std::string& dead_letters) {
  return dead_letters + ".parked";
}

std::optional<WrongSetting> WrongInMarks(const TopicSettings& settings) {
  if (HasPolicy(settings, "compact") && !HasPolicy(settings, "delete")) return std::nullopt;
  return WrongSetting{"cleanup.policy", "compact"};
}

std::string MarkKey(const Place& letter) {
  return std::to_string(letter.partition) + "/" + std::to_string(letter.offset);
}

std::string MarkValue(std::string_view outcome, const NamedSource& source) {
  return std::string(outcome) + " " + ToString(source);
}

Status RedriveMarks::Add(const Message& message) {
  const std::string_view key = message.key.value_or("");
  const std::string_view value = message.value.value_or("");
  const size_t slash = key.find('/');
  const size_t blank = value.find(' ');
  Place letter;
  if (slash == std::string_view::npos || blank == std::string_view::npos ||
      !ReadNumber(key.substr(0, slash), letter.partition) ||
      !ReadNumber(key.substr(slash + 1), letter.offset)) {
    return Fail(ErrorCode::kRefused, std::string(message.topic) + "[" +
                                         std::to_string(message.partition) + "] holds at offset " +
                                         std::to_string(message.offset) +
                                         " something else than a mark: only cablestream redrive "
                                         "may write to this topic");
  }
  bits_[letter.partition][letter.offset / kBits].set(static_cast<size_t>(letter.offset % kBits));
  Last& last = last_[letter.partition];
  if (letter.offset >= last.offset) last = {letter.offset, std::string(value.substr(blank + 1))};
  return {};
}

bool RedriveMarks::Has(const Place& letter) const {
  const auto partition = bits_.find(letter.partition);
  if (partition == bits_.end()) return false;
  const auto chunk = partition->second.find(letter.offset / kBits);
  return chunk != partition->second.end() &&
         chunk->second.test(static_cast<size_t>(letter.offset % kBits));
}

Status RedriveMarks::CheckWitness(const Message& message) const {
  const auto last = last_.find(message.partition);
  if (last == last_.end() || last->second.offset != message.offset) return {};
  const auto letter = ReadDeadLetter(message.buffer->headers());
  const std::string source = letter ? ToString(letter->source) : "no dead letter";
  if (source == last->second.source) return {};
  return Fail(MadeAnew("at " + MarkKey({message.partition, message.offset}) + " stands " + source +
                       ", where its mark names " + last->second.source));
}

Status RedriveMarks::CheckEnd(int32_t partition, int64_t end) const {
  const auto last = last_.find(partition);
  if (last == last_.end() || last->second.offset < end) return {};
  return Fail(MadeAnew("partition " + std::to_string(partition) + " ends at offset " +
                       std::to_string(end) + ", before the mark on " +
                       std::to_string(last->second.offset)));
}

}  // namespace cablestream
