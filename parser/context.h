// What every line's function needs while one message is read: where the bytes are, where the
// record is, and the account of what was not understood.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "cable/v1/cable.pb.h"
#include "parser/span.h"
#include "parser/text.h"
#include "parser/transcript.h"
#include "parser/utf8.h"

namespace cablestream {

class ParseContext {
 public:
  // `spans`, where given, gets the account.
  ParseContext(const Transcript& transcript, cable::v1::Cable& cable, Spans* spans);

  // As it is parsed: the transcript's text.
  [[nodiscard]] std::string_view message() const { return message_; }
  [[nodiscard]] cable::v1::Cable& cable() { return cable_; }

  // Writes bytes of the message as UTF-8.
  void Assign(std::string_view text, std::string* field) const {
    if (valid_utf8_) {
      field->assign(text);
    } else {
      field->clear();
      AppendAsUtf8(text, *field);
    }
  }
  void Append(std::string_view text, std::string* field) const {
    if (valid_utf8_) {
      field->append(text);
    } else {
      AppendAsUtf8(text, *field);
    }
  }
  // As Assign, each run of white space (line ends too) as one blank.
  void AssignJoined(std::string_view text, std::string* field) const;

  // The account, kept in the order of the message: `bytes`, a part of it, went into a field, are
  // transport, or are neither. What lies between two calls is white space or an archive's marks;
  // anything else there was not understood, too.
  void Field(std::string_view bytes) { Take(bytes, SpanKind::kField); }
  void Transport(std::string_view bytes) { Take(bytes, SpanKind::kTransport); }
  void NotUnderstood(std::string_view bytes) { Take(bytes, SpanKind::kUnparsed); }
  // Accounts for what is left, and sets the coverage.
  void CloseAccount();

  // `at` is a part of the message, and the excerpt.
  void Warn(std::string_view code, std::string_view at);
  void Warn(std::string_view code, std::string_view at, std::string_view excerpt);

  // Whether the bytes are UTF-8, or there is still room to list those that are not.
  [[nodiscard]] bool TakeInvalidBytes(std::string_view text) {
    return valid_utf8_ || ListAllInvalidBytes(text);
  }

  // Lists the bytes of `text` that are not UTF-8, as far as there is room.
  void ListInvalidBytes(std::string_view text);

  [[nodiscard]] bool valid_utf8() const { return valid_utf8_; }

  // Memory for putting a field's lines together; its content lasts until the next user.
  [[nodiscard]] std::string& scratch() { return scratch_; }

 private:
  // Where a part of the text begins, and where it lies in the message as it came.
  [[nodiscard]] size_t OffsetOf(std::string_view part) const {
    return static_cast<size_t>(part.data() - message_.data());
  }
  struct Place {
    size_t begin;
    size_t end;
  };
  [[nodiscard]] Place PlaceOf(std::string_view part) const;
  void Take(std::string_view bytes, SpanKind kind) {
    const char* begin = std::max(bytes.data(), accounted_);
    const char* end = bytes.data() + bytes.size();
    if (begin >= end) return;
    while (accounted_ < begin && IsSpace(*accounted_)) ++accounted_;
    if (accounted_ < begin) Skip({accounted_, begin});
    if (kind == SpanKind::kUnparsed) Unparsed({begin, end});
    if (spans_ != nullptr) Trace({begin, end}, kind);
    accounted_ = end;
  }
  // What nobody took.
  void Skip(std::string_view gap);
  void Unparsed(std::string_view bytes);
  void Trace(std::string_view bytes, SpanKind kind);
  bool ListAllInvalidBytes(std::string_view text);
  uint32_t LineAt(size_t offset);

  const Transcript& transcript_;
  std::string_view message_;
  cable::v1::Cable& cable_;
  Spans* const spans_;
  bool valid_utf8_;
  const char* accounted_;  // up to here
  uint64_t unparsed_bytes_ = 0;
  size_t known_offset_ = 0;  // in the message as it came, of which the line number is known
  uint32_t known_line_ = 1;
  std::string scratch_;
};

}  // namespace cablestream
