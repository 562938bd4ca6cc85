#include "parser/undo.h"

#include <algorithm>
#include <charconv>
#include <cstdint>

#include "parser/byte_scan.h"
#include "parser/html_marks.h"
#include "parser/notation.h"
#include "parser/text.h"

namespace cablestream {
namespace {

// What is beyond stays as it is: the list of changes must not outgrow the message.
constexpr size_t kMostEdits = size_t{1} << 20U;

class Undoing {
 public:
  Undoing(std::string_view message, std::string& text, std::vector<Edit>& edits)
      : message_(message),
        text_(text),
        edits_(edits),
        notation_(message),
        first_tag_(std::min(message.find('<'), message.size())),
        tagged_(HasTags()) {}

  bool Run() {
    const bool marked = first_tag_ < message_.size() || message_.find('&') != message_.npos;
    if (notation_.plain() && !marked) return false;
    const size_t last = notation_.row ? message_.find_last_of('"') : message_.npos;
    const size_t end = notation_.end;
    if (notation_.begin > 0) Replace(0, notation_.begin, {});
    for (size_t at = NextMark(notation_.begin); at < end; at = NextMark(std::max(at + 1, at_))) {
      if (edits_.size() >= kMostEdits) break;
      UndoAt(at, last);
    }
    if (end < message_.size() && end >= at_) Replace(end, message_.size(), {});
    if (edits_.empty()) return false;
    text_.append(message_.substr(at_));
    return true;
  }

 private:
  // A lone `<b>` may be a bullet; one that is closed, or a `<br>`, is a tag.
  [[nodiscard]] bool HasTags() const {
    const HtmlTag* tag = nullptr;
    for (size_t at = first_tag_; at < message_.size(); at = message_.find('<', at + 1)) {
      const std::string_view rest = message_.substr(at);
      const bool closes = rest.starts_with("</") || StartsWithFolded(rest, "<BR");
      if (closes && TagLength(rest, tag) > 0) return true;
    }
    return false;
  }

  // Where something to undo may stand next.
  [[nodiscard]] size_t NextMark(size_t from) const {
    if (from == notation_.begin && notation_.mail) return from;
    if (from >= message_.size()) return message_.size();
    return from + byte_scan::Find<0>(message_.substr(from), [this](const auto& load) {
             const auto c = load(0);
             auto mark = (c == byte_scan::Each('&')) | (c == byte_scan::Each('<'));
             const Notation& is = notation_;
             if (is.escaped || is.row) mark |= c == byte_scan::Each('\\');
             if (is.row) mark |= c == byte_scan::Each('"');
             if (is.mail || is.doubled) mark |= c == byte_scan::Each('\n');
             if (is.returns) mark |= c == byte_scan::Each('\r');
             if (is.printable) mark |= c == byte_scan::Each('=');
             if (is.pilcrows) mark |= c == byte_scan::Each('\xB6');
             return mark;
           });
  }

  void UndoAt(size_t at, size_t last_quote) {
    const std::string_view rest = message_.substr(at);
    switch (rest.front()) {
      case '&':
        return UndoEntity(at, rest);
      case '<':
        return UndoTag(at, rest);
      case '\\':
        return UndoEscape(at, rest);
      case '"':
        // A column may be empty: `,"",`.
        if (at == last_quote) return Replace(at, at + 1, {});
        if (rest.starts_with("\"\"") && (at == 0 || message_[at - 1] != ',')) {
          Replace(at, at + 2, "\"");
        }
        return;
      case '\r':
        return Replace(at, at + 1, "\n");
      case '=':
        return UndoPrintable(at, rest);
      case '\xB6':
        return UndoPilcrow(at);
      default:
        if (notation_.mail) return UndoQuotation(rest.front() == '\n' ? at + 1 : at);
        return UndoBlankLine(at, rest);
    }
  }

  void UndoBlankLine(size_t at, std::string_view rest) {
    size_t end = 1;
    while (end < rest.size() && IsBlank(rest[end])) ++end;
    if (end < rest.size() && rest[end] == '\n') Replace(at + 1, at + end + 1, {});
  }

  void UndoPrintable(size_t at, std::string_view rest) {
    if (at > 0 && message_[at - 1] == '=') return;
    rest.remove_prefix(1);
    if (rest.starts_with('\n')) return Replace(at, at + 2, {});
    if (rest.starts_with("\r\n")) return Replace(at, at + 3, {});
    if (!BeginsWithHexByte(rest)) return;
    uint8_t byte = 0;
    (void)std::from_chars(rest.data(), rest.data() + 2, byte, 16);
    character_.assign(1, static_cast<char>(byte));
    Replace(at, at + 3, character_);
  }

  void UndoPilcrow(size_t at) {
    const size_t length = OddPilcrowLength(message_, at);
    if (length > 0) Replace(at + 1 - length, at + 1, kPilcrow);
  }

  void UndoEntity(size_t at, std::string_view rest) {
    character_.clear();
    const size_t length = TakeEntity(rest, &character_);
    if (length > 0) Replace(at, at + length, character_);
  }

  void UndoTag(size_t at, std::string_view rest) {
    const HtmlTag* tag = nullptr;
    const size_t length = tagged_ ? TagLength(rest, tag) : 0;
    if (length == 0) return;
    const std::string_view after = rest.substr(length);
    const bool ended = after.starts_with('\n') || after.starts_with("\r\n") || after.empty();
    Replace(at, at + length, tag->divides && !ended ? "\n" : "");
  }

  void UndoEscape(size_t at, std::string_view rest) {
    if (rest.size() < 2) return;
    switch (rest[1]) {
      case 'n':
        return notation_.escaped ? Replace(at, at + 2, "\n") : void();
      case 't':
        return notation_.escaped ? Replace(at, at + 2, "\t") : void();
      case 'r':
        return notation_.escaped ? Replace(at, at + 2, {}) : void();
      case 'u':
        return notation_.escaped ? UndoNumbered(at, rest) : void();
      case '"':
      case '\\':
        return Replace(at, at + 2, rest.substr(1, 1));
      default:
        return;
    }
  }

  // `\u00b6`
  void UndoNumbered(size_t at, std::string_view rest) {
    constexpr size_t kLength = 6;
    if (rest.size() < kLength) return;
    uint32_t code = 0;
    const auto read = std::from_chars(rest.data() + 2, rest.data() + kLength, code, 16);
    character_.clear();
    if (read.ptr != rest.data() + kLength || !AppendCodePoint(code, &character_)) return;
    Replace(at, at + kLength, character_);
  }

  void UndoQuotation(size_t line) {
    size_t end = line;
    while (end < message_.size() && message_[end] == '>') ++end;
    if (end == line) return;
    if (end < message_.size() && message_[end] == ' ') ++end;
    Replace(line, end, {});
  }

  void Replace(size_t begin, size_t end, std::string_view with) {
    if (edits_.empty()) text_.reserve(message_.size());
    text_.append(message_.substr(at_, begin - at_));
    const size_t text_begin = text_.size();
    text_.append(with);
    at_ = end;
    edits_.push_back({text_begin, text_.size(), begin, end});
  }

  std::string_view message_;
  std::string& text_;
  std::vector<Edit>& edits_;
  const Notation notation_;
  const size_t first_tag_;  // where `<` stands first; the size = nowhere
  const bool tagged_;
  size_t at_ = 0;  // up to here the message is in the text
  std::string character_;
};

}  // namespace

bool UndoNotation(std::string_view message, std::string& text, std::vector<Edit>& edits) {
  return Undoing(message, text, edits).Run();
}

}  // namespace cablestream
