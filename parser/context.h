// What every line's function needs while one message is read: where the bytes are, where the
// record is, and the account of what was not understood.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "cable/v1/cable.pb.h"
#include "parser/utf8.h"

namespace cablestream {

class ParseContext {
 public:
  ParseContext(std::string_view message, cable::v1::Cable& cable);

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

  // `bytes`, a part of the message, stand in no field and are not transport. Called in the order
  // of the message; neighbours with only white space between become one entry.
  void Unparsed(std::string_view bytes);
  // As Unparsed, with a warning that names the line.
  void NotUnderstood(std::string_view line);
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

  // Bytes of the message that lie in Unparsed.
  [[nodiscard]] uint64_t unparsed_bytes() const { return unparsed_bytes_; }

  // Memory for putting a field's lines together; its content lasts until the next user.
  [[nodiscard]] std::string& scratch() { return scratch_; }

 private:
  [[nodiscard]] size_t OffsetOf(std::string_view part) const {
    return static_cast<size_t>(part.data() - message_.data());
  }
  bool ListAllInvalidBytes(std::string_view text);
  uint32_t LineAt(size_t offset);

  std::string_view message_;
  cable::v1::Cable& cable_;
  bool valid_utf8_;
  uint64_t unparsed_bytes_ = 0;
  size_t known_offset_ = 0;  // of which the line number is known
  uint32_t known_line_ = 1;
  std::string scratch_;
};

}  // namespace cablestream
