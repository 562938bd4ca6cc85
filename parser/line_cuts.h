// Where the next label and the next numbered paragraph of one line are, each found once however
// many pieces the line is cut into.
#pragma once

#include <string_view>

#include "parser/labels.h"
#include "parser/paragraph_mark.h"

namespace cablestream {

class LineCuts {
 public:
  explicit LineCuts(std::string_view line) : line_(line) {}

  // At or after `from`; the line's end = nowhere. Only a label that `accepts` counts.
  template <typename Accepts>
  [[nodiscard]] const char* NextLabel(const char* from, const Accepts& accepts) {
    if (label_ != nullptr && label_ >= from) return label_;
    auto at = static_cast<size_t>(from - line_.data());
    LabelMatch match;
    do {
      match = FindLabel(line_, at);
      at = match.begin + 1;
    } while (match.label != Label::kNone && !accepts(match));
    label_ = match.label == Label::kNone ? line_.end() : line_.data() + match.begin;
    return label_;
  }
  // Another may be accepted from now on.
  void ForgetLabel() { label_ = nullptr; }

  [[nodiscard]] const char* NextParagraph(const char* from) {
    if (paragraph_ != nullptr && paragraph_ >= from) return paragraph_;
    const size_t at = FindParagraph(line_, static_cast<size_t>(from - line_.data()));
    paragraph_ = at == line_.npos ? line_.end() : line_.data() + at;
    return paragraph_;
  }

 private:
  std::string_view line_;
  const char* label_ = nullptr;
  const char* paragraph_ = nullptr;
};

}  // namespace cablestream
