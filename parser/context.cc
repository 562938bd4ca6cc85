#include "parser/context.h"

#include <algorithm>
#include <bit>

#include "parser/byte_scan.h"
#include "parser/text.h"
#include "parser/utf8.h"

namespace cablestream {
namespace {

// A message of nothing but garbles must not become a record of nothing but warnings.
constexpr int kMostWarnings = 500;
constexpr size_t kExcerptBytes = 80;
// Each listed byte costs some fifty; past this, lines with such bytes go to `unparsed` whole.
constexpr int kMostInvalidBytes = 65536;

bool IsWhite(std::string_view text) {
  return Trim(text).empty();
}

// What stands around columns and lines in an archive: quotes, commas, backslashes.
bool IsMarks(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return IsSpace(c) || c == '"' || c == ',' || c == '\\' || c == '\0';
  });
}

uint32_t CountLineEnds(std::string_view text) {
  uint32_t count = 0;
  for (; text.size() >= byte_scan::kWidth; text.remove_prefix(byte_scan::kWidth)) {
    const auto ends = byte_scan::Load(text.data()) == byte_scan::Each('\n');
    count += static_cast<uint32_t>(std::popcount(byte_scan::Mask(ends)));
  }
  return count + static_cast<uint32_t>(std::count(text.begin(), text.end(), '\n'));
}

// Whether single blanks are all the white space of `text`. Control bytes count as white.
bool IsJoined(std::string_view text) {
  if (text.empty()) return true;
  if (IsSpace(text.front()) || IsSpace(text.back())) return false;
  const size_t at = byte_scan::Find<1>(text, [](const auto& load) {
    const auto blank = byte_scan::Each(' ');
    const auto here = load(0);
    return (here < blank) | ((here == blank) & (load(1) == blank));
  });
  return at == text.size();
}

}  // namespace

ParseContext::ParseContext(const Transcript& transcript, cable::v1::Cable& cable, Spans* spans)
    : transcript_(transcript),
      message_(transcript.text()),
      cable_(cable),
      spans_(spans),
      valid_utf8_(ValidUtf8Prefix(message_) == message_.size()),
      accounted_(message_.data()) {}

ParseContext::Place ParseContext::PlaceOf(std::string_view part) const {
  const size_t begin = transcript_.BeginInMessage(OffsetOf(part));
  return {begin, std::max(begin, transcript_.EndInMessage(OffsetOf(part) + part.size()))};
}

void ParseContext::AssignJoined(std::string_view text, std::string* field) const {
  if (valid_utf8_ && IsJoined(text)) return Assign(text, field);
  field->clear();
  for (std::string_view token = TakeToken(text); !token.empty(); token = TakeToken(text)) {
    if (!field->empty()) field->push_back(' ');
    Append(token, field);
  }
}

void ParseContext::Skip(std::string_view gap) {
  const std::string_view ink = Trim(gap);
  const SpanKind kind = IsMarks(ink) ? SpanKind::kTransport : SpanKind::kUnparsed;
  if (kind == SpanKind::kUnparsed) Unparsed(ink);
  if (spans_ == nullptr) return;
  const auto before = static_cast<size_t>(ink.data() - gap.data());
  if (before > 0) Trace(gap.substr(0, before), SpanKind::kTransport);
  if (!ink.empty()) Trace(ink, kind);
  const std::string_view after = gap.substr(before + ink.size());
  if (!after.empty()) Trace(after, SpanKind::kTransport);
}

// White space before a part, and what was undone, have no call of their own.
void ParseContext::Trace(std::string_view bytes, SpanKind kind) {
  Place place = PlaceOf(bytes);
  const size_t end = spans_->empty() ? 0 : spans_->back().offset + spans_->back().length;
  if (end < place.begin) spans_->push_back({SpanKind::kTransport, end, place.begin - end});
  place.begin = std::max(place.begin, end);
  if (place.begin < place.end) spans_->push_back({kind, place.begin, place.end - place.begin});
}

void ParseContext::CloseAccount() {
  const size_t end = static_cast<size_t>(accounted_ - message_.data());
  if (end < message_.size()) Skip(message_.substr(end));
  const size_t size = transcript_.message().size();
  if (spans_ != nullptr) {
    const size_t traced = spans_->empty() ? 0 : spans_->back().offset + spans_->back().length;
    if (traced < size) spans_->push_back({SpanKind::kTransport, traced, size - traced});
  }
  const auto total = static_cast<double>(size);
  cable_.set_coverage((total - static_cast<double>(unparsed_bytes_)) / total);
}

// Neighbours with only white space between become one entry.
void ParseContext::Unparsed(std::string_view bytes) {
  Warn("line-not-understood", bytes);
  const std::string_view message = transcript_.message();
  Place place = PlaceOf(bytes);
  auto* spans = cable_.mutable_unparsed();
  if (!spans->empty()) {
    cable::v1::Unparsed& last = *spans->rbegin();
    const size_t end = last.offset() + last.length();
    place.begin = std::max(place.begin, end);
    if (place.begin >= place.end) return;
    if (IsWhite(message.substr(end, place.begin - end))) {
      unparsed_bytes_ += place.end - end;
      last.mutable_bytes()->append(message.substr(end, place.end - end));
      last.set_length(place.end - last.offset());
      return;
    }
  }
  cable::v1::Unparsed* span = spans->Add();
  span->set_offset(place.begin);
  span->set_length(place.end - place.begin);
  span->mutable_bytes()->assign(message.substr(place.begin, place.end - place.begin));
  unparsed_bytes_ += place.end - place.begin;
}

void ParseContext::Warn(std::string_view code, std::string_view at) {
  Warn(code, at, at);
}

void ParseContext::Warn(std::string_view code, std::string_view at, std::string_view excerpt) {
  if (cable_.warnings_size() > kMostWarnings) return;
  cable::v1::Warning* warning = cable_.add_warnings();
  if (cable_.warnings_size() > kMostWarnings) {
    warning->set_code("more-warnings");
    return;
  }
  warning->mutable_code()->assign(code);
  if (at.data() != nullptr) warning->set_line(LineAt(PlaceOf(at).begin));
  Assign(CutUtf8(Trim(excerpt), kExcerptBytes), warning->mutable_excerpt());
}

bool ParseContext::ListAllInvalidBytes(std::string_view text) {
  auto* list = cable_.mutable_invalid_bytes();
  const int before = list->size();
  size_t at = ValidUtf8Prefix(text);
  while (at < text.size()) {
    if (list->size() >= kMostInvalidBytes) {
      while (list->size() > before) list->RemoveLast();
      return false;
    }
    cable::v1::InvalidByte* byte = list->Add();
    byte->set_offset(PlaceOf(text.substr(at, 1)).begin);
    byte->set_value(static_cast<uint8_t>(text[at]));
    ++at;
    at += ValidUtf8Prefix(text.substr(at));
  }
  return true;
}

void ParseContext::ListInvalidBytes(std::string_view text) {
  if (valid_utf8_) return;
  auto* list = cable_.mutable_invalid_bytes();
  for (size_t at = ValidUtf8Prefix(text); at < text.size();
       at += 1 + ValidUtf8Prefix(text.substr(at + 1))) {
    if (list->size() >= kMostInvalidBytes) return Warn("more-invalid-bytes", text.substr(at, 1));
    cable::v1::InvalidByte* byte = list->Add();
    byte->set_offset(PlaceOf(text.substr(at, 1)).begin);
    byte->set_value(static_cast<uint8_t>(text[at]));
  }
}

uint32_t ParseContext::LineAt(size_t offset) {
  const auto count = [&](size_t from, size_t to) {
    return CountLineEnds(transcript_.message().substr(from, to - from));
  };
  if (offset >= known_offset_) {
    known_line_ += count(known_offset_, offset);
  } else {
    known_line_ -= count(offset, known_offset_);
  }
  known_offset_ = offset;
  return known_line_;
}

}  // namespace cablestream
