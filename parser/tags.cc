#include "parser/tags.h"

#include <algorithm>
#include <array>

#include "parser/tag_codes.h"
#include "parser/text.h"
#include "parser/trim_marks.h"

namespace cablestream {
namespace {

using cable::v1::Tag;

// Shorter words are codes, known or not; longer ones are names and phrases.
constexpr size_t kLongestUnknownCode = 5;

std::string_view Fold(std::string_view code, char (&buffer)[kLongestRun]) {
  const size_t size = std::min(code.size(), kLongestRun);
  std::transform(code.begin(), code.begin() + static_cast<ptrdiff_t>(size), buffer, ToUpper);
  return {buffer, size};
}

// `[PHUM](#)` -> `PHUM`, without punctuation around it.
std::string_view Unwrap(std::string_view token) {
  token = token.substr(0, token.find("]("));
  return TrimMarks<'[', ']', '(', ')', '{', '}', '.', ',', ';', ':', '\'', '"', '#', '-', '/'>(
      token);
}

// Where the item at the front of `text` ends.
size_t ItemEnd(std::string_view text) {
  size_t at = 0;
  while (at < text.size() && text[at] != ',' && text[at] != ';' && text[at] != '(') ++at;
  return at;
}

class TagReader {
 public:
  TagReader(std::string_view at, ParseContext& context) : at_(at), context_(context) {}

  void Read(std::string_view text) {
    const bool commas = text.find(',') != text.npos;
    while (!text.empty()) {
      if (text.front() == '(') {
        TakeParenthesis(text);
        continue;
      }
      const size_t end = ItemEnd(text);
      ReadItem(text.substr(0, end), commas);
      if (end == text.size()) break;
      text.remove_prefix(text[end] == '(' && end > 0 && text[end - 1] != ']' ? end : end + 1);
    }
  }

 private:
  // `(CLINTON, HILLARY)` names a person.
  void TakeParenthesis(std::string_view& text) {
    const size_t close = text.find(')');
    const std::string_view inside = text.substr(1, close == text.npos ? close : close - 1);
    text = close == text.npos ? std::string_view() : text.substr(close + 1);
    if (inside.find(',') != inside.npos) {
      AddPerson(inside);
    } else {
      ReadItem(inside, false);
    }
  }

  // What stands between commas, or all of a line without them.
  void ReadItem(std::string_view item, bool commas) {
    item = Trim(item);
    if (IsSpacedCode(item)) return AddSpaced(item);
    if (commas && item.find(' ') != item.npos && !AnyKnown(item) && item.find('[') == item.npos &&
        !after_visit_) {
      AddPhrase(item);
      return;
    }
    std::string_view rest = item;
    while (!rest.empty()) {
      std::string_view ahead = rest;
      const std::string_view token = Unwrap(TakeToken(ahead));
      if (token.empty() || AddCodes(token)) {
        rest = ahead;
        continue;
      }
      rest = TrimLeft(rest);
      const std::string_view words = TakeWords(rest);
      if (after_visit_ && words.find(' ') != words.npos) {
        AddPerson(words);
      } else {
        AddPhrase(words);
      }
    }
  }

  // `P R E L`
  static bool IsSpacedCode(std::string_view item) {
    if (item.size() < 5 || item.size() > 2 * kLongestCode) return false;
    for (size_t at = 0; at < item.size(); ++at) {
      if (at % 2 == 0 ? !IsLetter(item[at]) : item[at] != ' ') return false;
    }
    return true;
  }

  void AddSpaced(std::string_view item) {
    char code[kLongestCode];
    size_t size = 0;
    for (size_t at = 0; at < item.size(); at += 2) code[size++] = item[at];
    (void)AddCodes({code, size});
  }

  static bool AnyKnown(std::string_view item) {
    for (std::string_view token = TakeToken(item); !token.empty(); token = TakeToken(item)) {
      if (FindCode(Unwrap(token)) != nullptr) return true;
    }
    return false;
  }

  // Adds the code or codes that `token` is; false where it is a word.
  bool AddCodes(std::string_view token) {
    if (const TagCode* known = FindCode(token); known != nullptr) {
      AddKnown(*known, token);
      return true;
    }
    TagParts parts;
    if (!IsUnknownCode(token, parts)) return false;
    AddUnknown(token, parts);
    return true;
  }

  bool IsCodeLike(std::string_view token) const {
    TagParts parts;
    return FindCode(token) != nullptr || IsUnknownCode(token, parts);
  }

  // The same for a token that is not in the tables.
  bool IsUnknownCode(std::string_view token, TagParts& parts) const {
    // After OVIP even a short word may be a name.
    if (token.size() <= kLongestUnknownCode) return !after_visit_;
    return SplitRun(token, parts);
  }

  // Words up to the next code, taken off the front.
  std::string_view TakeWords(std::string_view& rest) const {
    const char* begin = rest.data();
    const char* end = begin;
    std::string_view ahead = rest;
    while (!ahead.empty()) {
      const std::string_view token = TakeToken(ahead);
      if (token.empty() || (end != begin && IsCodeLike(Unwrap(token)))) break;
      end = token.end();
      rest = ahead;
    }
    return {begin, static_cast<size_t>(end - begin)};
  }

  void AddKnown(const TagCode& known, std::string_view token) {
    after_visit_ = known.code == "OVIP";
    if (Tag* tag = Add(known.code, token); tag != nullptr) tag->set_kind(known.kind);
  }

  // A code that no table knows, or several run together.
  void AddUnknown(std::string_view token, const TagParts& parts) {
    if (token.size() > kLongestUnknownCode) {
      context_.Warn("tags-run-together", at_, token);
      for (size_t at = 0; at < token.size(); at += parts[at]) {
        const std::string_view part = token.substr(at, parts[at]);
        AddKnown(*FindCode(part), part);
      }
      return;
    }
    after_visit_ = false;
    char buffer[kLongestRun];
    const std::string_view code = Fold(token, buffer);
    if (Add(code, token) != nullptr) WarnUnknown(code);
  }

  void WarnUnknown(std::string_view code) {
    const std::string_view likely = LikelyCode(code);
    std::string& text = warning_;
    text.assign(code);
    if (!likely.empty()) text.append(": ").append(likely).append("?");
    context_.Warn("unknown-tag", at_, text);
  }

  // `BIDEN JOSEPH`, `CLINTON, HILLARY` -> `LAST, FIRST`.
  void AddPerson(std::string_view words) {
    after_visit_ = false;
    std::string& name = phrase_;
    name.clear();
    for (std::string_view token = TakeToken(words); !token.empty(); token = TakeToken(words)) {
      const std::string_view word = TrimAny(token, ",.()");
      if (word.empty()) continue;
      if (!name.empty()) name.append(name.find(',') == name.npos ? ", " : " ");
      for (char c : word) name.push_back(ToUpper(c));
    }
    if (Tag* tag = Add(name, {}); tag != nullptr) tag->set_kind(cable::v1::TAG_KIND_PERSON);
  }

  void AddPhrase(std::string_view words) {
    after_visit_ = false;
    std::string& phrase = phrase_;
    phrase.clear();
    for (std::string_view token = TakeToken(words); !token.empty(); token = TakeToken(words)) {
      const std::string_view word = Unwrap(token);
      if (word.empty()) continue;
      if (!phrase.empty()) phrase.push_back(' ');
      for (char c : word) phrase.push_back(ToUpper(c));
    }
    if (phrase.empty()) return;
    if (Add(phrase, {}) != nullptr) context_.Warn("unknown-tag", at_, phrase);
  }

  // Null where the code is there already.
  Tag* Add(std::string_view code, std::string_view sent) {
    auto* tags = context_.cable().mutable_tags();
    for (const Tag& tag : *tags) {
      if (tag.code() == code) return nullptr;
    }
    Tag* tag = tags->Add();
    context_.Assign(code, tag->mutable_code());
    if (!sent.empty() && sent != code) context_.Assign(sent, tag->mutable_raw());
    return tag;
  }

  std::string_view at_;
  ParseContext& context_;
  bool after_visit_ = false;  // OVIP came before: a name may follow
  std::string warning_;
  std::string phrase_;
};

}  // namespace

bool ContinuesTags(std::string_view before, std::string_view line) {
  before = Trim(before);
  if (before.ends_with(',') || before.ends_with(';') || before.empty()) return true;
  if (HasLower(line)) return false;
  bool codes = true;
  std::string_view rest = line;
  for (std::string_view token = TakeToken(rest); !token.empty(); token = TakeToken(rest)) {
    if (FindCode(Unwrap(token)) == nullptr) codes = false;
  }
  if (codes) return true;
  // The second word of a phrase: `COUNTRY` / `CLEARANCE`.
  const std::string_view last = Unwrap(before.substr(before.find_last_of(" ,") + 1));
  return last.size() > kLongestUnknownCode && FindCode(last) == nullptr &&
         line.find(' ') == line.npos;
}

bool IsTagList(std::string_view line) {
  size_t codes = 0;
  bool subject = false;
  for (std::string_view token = TakeToken(line); !token.empty(); token = TakeToken(line)) {
    const std::string_view code = Unwrap(token);
    if (!std::all_of(code.begin(), code.end(), IsUpper) || FindCode(code) == nullptr) return false;
    subject = subject || code.size() == 4;
    ++codes;
  }
  return codes >= 2 && subject;
}

bool BeginsWithTag(std::string_view text) {
  return FindCode(Unwrap(TakeToken(text))) != nullptr;
}

void ReadTags(std::string_view text, std::string_view at, ParseContext& context) {
  TagReader(at, context).Read(text);
}

}  // namespace cablestream
