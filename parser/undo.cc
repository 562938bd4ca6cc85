#include "parser/undo.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

#include "parser/byte_scan.h"
#include "parser/text.h"

namespace cablestream {
namespace {

// What is beyond stays as it is: the list of changes must not outgrow the message.
constexpr size_t kMostEdits = size_t{1} << 20U;
constexpr size_t kLongestTag = 256;
constexpr size_t kLongestEntity = 10;
// How much of a message shows its notation.
constexpr size_t kSample = 4096;

struct Entity {
  std::string_view name;
  std::string_view text;
};

constexpr auto kEntities = std::to_array<Entity>({{"amp", "&"},
                                                  {"apos", "'"},
                                                  {"gt", ">"},
                                                  {"lt", "<"},
                                                  {"nbsp", " "},
                                                  {"para", kPilcrow},
                                                  {"quot", "\""}});

struct Tag {
  std::string_view name;
  bool divides;  // begins a line, or ends one
};

constexpr auto kTags = std::to_array<Tag>(
    {{"A", false},      {"B", false},    {"BLOCKQUOTE", true}, {"BODY", true},  {"BR", true},
     {"CODE", false},   {"DIV", true},   {"EM", false},        {"FONT", false}, {"H1", true},
     {"H2", true},      {"H3", true},    {"HR", true},         {"HTML", true},  {"I", false},
     {"LI", true},      {"OL", true},    {"P", true},          {"PRE", false},  {"SPAN", false},
     {"STRONG", false}, {"TABLE", true}, {"TD", false},        {"TR", true},    {"TT", false},
     {"U", false},      {"UL", true}});

size_t CountPairs(std::string_view text, std::string_view pair) {
  size_t count = 0;
  for (size_t at = text.find(pair); at != text.npos; at = text.find(pair, at + pair.size())) {
    ++count;
  }
  return count;
}

// A line end is two characters: `\n`.
bool IsEscaped(std::string_view message) {
  constexpr size_t kFew = 8;
  constexpr size_t kFirstLine = 512;
  const size_t line = LengthBefore<'\n'>(message.substr(0, kFirstLine));
  const bool longer = line == kFirstLine || Trim(message.substr(line)).empty();
  return longer && CountPairs(message.substr(0, kSample), "\\n") >= kFew;
}

// A row of at least five columns, the last of which is in quotes and ends the message.
bool IsQuotedRow(std::string_view message) {
  message = Trim(message);
  if (!message.ends_with('"') || !(IsDigit(message.front()) || message.front() == '"'))
    return false;
  const std::string_view line = message.substr(0, std::min(message.find('\n'), kSample));
  return std::count(line.begin(), line.end(), ',') >= 4 && line.find(",\"") != line.npos;
}

// Each line begins with `>`.
bool IsQuotedMail(std::string_view message) {
  message = Trim(message);
  if (!message.starts_with('>')) return false;
  const size_t end = message.find('\n');
  return end != message.npos && message.substr(end + 1).starts_with('>');
}

// A blank line stands between any two: between lines 6 and 7 there is none else.
bool IsDoubleSpaced(std::string_view message) {
  const std::string_view sample = message.substr(0, kSample);
  const auto apart = [sample](std::string_view label) {
    const size_t at = sample.find(label);
    if (at == sample.npos || at == 0) return false;
    const std::string_view before = TrimRight(sample.substr(0, at));
    return std::count(before.end(), sample.begin() + static_cast<ptrdiff_t>(at) + 1, '\n') == 2;
  };
  return apart("\nFM ") && apart("\nTO ");
}

void AppendCodePoint(uint32_t code, std::string* out) {
  const auto put = [out](uint32_t byte) { out->push_back(static_cast<char>(byte)); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xC0U | code >> 6U);
    put(0x80U | (code & 0x3FU));
  } else if (code < 0x10000) {
    put(0xE0U | code >> 12U);
    put(0x80U | (code >> 6U & 0x3FU));
    put(0x80U | (code & 0x3FU));
  } else {
    put(0xF0U | code >> 18U);
    put(0x80U | (code >> 12U & 0x3FU));
    put(0x80U | (code >> 6U & 0x3FU));
    put(0x80U | (code & 0x3FU));
  }
}

// `#182`, `#x00B6`; false where that is no character.
bool AppendNumbered(std::string_view number, std::string* out) {
  const bool hex = number.starts_with('x') || number.starts_with('X');
  if (hex) number.remove_prefix(1);
  uint32_t code = 0;
  const auto read = std::from_chars(number.begin(), number.end(), code, hex ? 16 : 10);
  if (read.ec != std::errc() || read.ptr != number.end()) return false;
  const bool surrogate = code >= 0xD800 && code < 0xE000;
  if (code == 0 || surrogate || code > 0x10FFFF) return false;
  AppendCodePoint(code, out);
  return true;
}

// The length of the entity at the front of `text`, and what it stands for; 0 = none.
size_t TakeEntity(std::string_view text, std::string* out) {
  const size_t end = text.substr(0, kLongestEntity).find(';');
  if (end == text.npos || end < 3) return 0;
  const std::string_view name = text.substr(1, end - 1);
  if (name.starts_with('#')) return AppendNumbered(name.substr(1), out) ? end + 1 : 0;
  for (const Entity& entity : kEntities) {
    if (entity.name != name) continue;
    out->append(entity.text);
    return end + 1;
  }
  return 0;
}

// The length of the tag at the front of `text`; 0 = none.
size_t TagLength(std::string_view text, const Tag*& tag) {
  size_t at = text.size() > 1 && text[1] == '/' ? 2 : 1;
  const size_t begin = at;
  while (at < text.size() && IsWordChar(text[at])) ++at;
  const std::string_view name = text.substr(begin, at - begin);
  tag = std::find_if(kTags.begin(), kTags.end(),
                     [&](const Tag& known) { return EqualsFolded(name, known.name); });
  if (tag == kTags.end()) return 0;
  const size_t end = text.substr(0, kLongestTag).find_first_of("<>", 1);
  return end != text.npos && text[end] == '>' ? end + 1 : 0;
}

class Undoing {
 public:
  Undoing(std::string_view message, std::string& text, std::vector<Edit>& edits)
      : message_(message),
        text_(text),
        edits_(edits),
        escaped_(IsEscaped(message)),
        row_(IsQuotedRow(message)),
        mail_(IsQuotedMail(message)),
        doubled_(IsDoubleSpaced(message)),
        tagged_(HasTags()) {}

  bool Run() {
    const bool plain = !escaped_ && !row_ && !mail_ && !doubled_;
    if (plain && message_.find('<') == message_.npos && message_.find('&') == message_.npos) {
      return false;
    }
    const size_t last = row_ ? message_.find_last_of('"') : message_.npos;
    for (size_t at = NextMark(0); at < message_.size(); at = NextMark(std::max(at + 1, at_))) {
      if (edits_.size() >= kMostEdits) break;
      UndoAt(at, last);
    }
    if (edits_.empty()) return false;
    text_.append(message_.substr(at_));
    return true;
  }

 private:
  // A lone `<b>` may be a bullet; one that is closed, or a `<br>`, is a tag.
  [[nodiscard]] bool HasTags() const {
    const Tag* tag = nullptr;
    for (size_t at = message_.find('<'); at != message_.npos; at = message_.find('<', at + 1)) {
      const std::string_view rest = message_.substr(at);
      const bool closes = rest.starts_with("</") || StartsWithFolded(rest, "<BR");
      if (closes && TagLength(rest, tag) > 0) return true;
    }
    return false;
  }

  // Where something to undo may stand next.
  [[nodiscard]] size_t NextMark(size_t from) const {
    if (from == 0 && mail_) return 0;
    if (from >= message_.size()) return message_.size();
    return from + byte_scan::Find<0>(message_.substr(from), [this](const auto& load) {
             const auto c = load(0);
             auto mark = (c == byte_scan::Each('&')) | (c == byte_scan::Each('<'));
             if (escaped_ || row_) mark |= c == byte_scan::Each('\\');
             if (row_) mark |= c == byte_scan::Each('"');
             if (mail_ || doubled_) mark |= c == byte_scan::Each('\n');
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
      default:
        if (mail_) return UndoQuotation(rest.front() == '\n' ? at + 1 : at);
        return UndoBlankLine(at, rest);
    }
  }

  void UndoBlankLine(size_t at, std::string_view rest) {
    size_t end = 1;
    while (end < rest.size() && IsBlank(rest[end])) ++end;
    if (end < rest.size() && rest[end] == '\n') Replace(at + 1, at + end + 1, {});
  }

  void UndoEntity(size_t at, std::string_view rest) {
    character_.clear();
    const size_t length = TakeEntity(rest, &character_);
    if (length > 0) Replace(at, at + length, character_);
  }

  void UndoTag(size_t at, std::string_view rest) {
    const Tag* tag = nullptr;
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
        return escaped_ ? Replace(at, at + 2, "\n") : void();
      case 't':
        return escaped_ ? Replace(at, at + 2, "\t") : void();
      case 'r':
        return escaped_ ? Replace(at, at + 2, {}) : void();
      case '"':
      case '\\':
        return Replace(at, at + 2, rest.substr(1, 1));
      default:
        return;
    }
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
  const bool escaped_;
  const bool row_;
  const bool mail_;
  const bool doubled_;
  const bool tagged_;
  size_t at_ = 0;  // up to here the message is in the text
  std::string character_;
};

}  // namespace

bool UndoNotation(std::string_view message, std::string& text, std::vector<Edit>& edits) {
  return Undoing(message, text, edits).Run();
}

}  // namespace cablestream
