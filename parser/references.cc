#include "parser/references.h"

#include <algorithm>
#include <array>

#include "parser/dates.h"
#include "parser/posts.h"
#include "parser/reference_marks.h"
#include "parser/reference_number.h"
#include "parser/reference_words.h"
#include "parser/text.h"
#include "parser/trim_marks.h"

namespace cablestream {
namespace {

using cable::v1::Reference;
using cable::v1::ReferenceKind;

constexpr uint32_t kLongestRange = 50;

bool IsOneOf(std::string_view word, const auto& words) {
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view known) { return EqualsFolded(word, known); });
}

class ReferenceReader {
 public:
  ReferenceReader(std::string_view at, uint32_t year, ParseContext& context)
      : at_(at), own_year_(year), context_(context), first_(LastFirstBullet(context.cable())) {}

  void Read(std::string_view text) {
    size_t begin = 0;
    for (size_t at = 0; at < text.size();) {
      char letter = 0;
      const bool free = at == 0 || IsSpace(text[at - 1]) || text[at - 1] == ';' ||
                        text[at - 1] == ',' || text[at - 1] == ')' || text[at - 1] == '.';
      const size_t length = free ? BulletLength(text.substr(at), NextLetter(), letter) : 0;
      if (length == 0 || !Expected(letter, at)) {
        ++at;
        continue;
      }
      ReadEntry(text.substr(begin, at - begin));
      bullet_ = letter;
      at += length;
      begin = at;
      while (at < text.size() && IsSpace(text[at])) ++at;
    }
    ReadEntry(text.substr(begin));
  }

 private:
  [[nodiscard]] char NextLetter() const {
    return bullet_ == 0 ? 'A' : static_cast<char>(bullet_ + 1);
  }

  // A list that goes on after an interruption goes on with its letters.
  static char LastFirstBullet(const cable::v1::Cable& cable) {
    constexpr char kEarly = 'C';
    const auto& before = cable.references();
    if (before.empty() || before.rbegin()->bullet().empty()) return kEarly;
    return static_cast<char>(before.rbegin()->bullet().front() + 1);
  }

  // The first may be any early letter; then the next one, the same again (`A. A)`), or one that
  // was lost between.
  [[nodiscard]] bool Expected(char letter, size_t at) const {
    if (bullet_ == 0) return letter == 'A' || (at == 0 && letter <= first_);
    return letter >= bullet_ && letter <= bullet_ + 2;
  }

  void ReadEntry(std::string_view entry) {
    entry = TrimMarks<',', ';', ':', '-'>(entry);
    entry = DropLabel(entry);
    if (entry.empty() || !(HasLetter(entry) || CountDigits(entry) > 0)) return;
    for (std::string_view none : {"REF", "N/A", "NONE", "NA", "AND"}) {
      if (EqualsFolded(entry, none)) return;
    }
    entry_kind_ = KindOf(entry);
    const int before = context_.cable().references_size();
    entry_begin_ = before;
    ReadCables(entry);
    if (context_.cable().references_size() == before) return AddOther(entry);
    // Words after the last number are in no cable's entry: they become one of their own.
    constexpr size_t kRemark = 24;
    const std::string_view remark(entry_end_, static_cast<size_t>(entry.end() - entry_end_));
    if (Trim(remark).size() >= kRemark && HasLetter(remark))
      AddOther(TrimMarks<',', ';', ':', '-'>(remark));
  }

  // `REF A STATE 1`, `REFERENCE: 01 ABUJA 997`: a label again.
  static std::string_view DropLabel(std::string_view entry) {
    std::string_view rest = entry;
    std::string_view word = TakeToken(rest);
    word = TrimMarks<':', '.'>(word);
    if (!EqualsFolded(word, "REF") && !EqualsFolded(word, "REFERENCE") &&
        !EqualsFolded(word, "REFTEL")) {
      return entry;
    }
    if (Trim(rest).empty()) return entry;
    std::string_view ahead = rest;
    const std::string_view letter = TrimMarks<'(', ')', '.', ':'>(TakeToken(ahead));
    if (letter.size() == 1 && IsLetter(letter.front())) rest = ahead;
    return TrimMarks<',', ';', ':', '-'>(rest);
  }

  void ReadCables(std::string_view entry) {
    post_ = {};
    year_ = own_year_;
    std::string_view rest = entry;
    std::string_view words;  // since the last number
    bool ranging = false;
    for (;;) {
      const std::string_view here = rest;
      const ReferenceToken token = TakeReferenceToken(rest);
      switch (token.kind) {
        case ReferenceToken::kEnd:
          return;
        case ReferenceToken::kWord:
          if (EqualsFolded(token.text, "THROUGH") || EqualsFolded(token.text, "THRU")) {
            ranging = true;
          } else if (IsOneOf(token.text, kBetween)) {
            words = {};
          } else {
            words = words.empty()
                        ? token.text
                        : std::string_view(words.data(),
                                           static_cast<size_t>(token.text.end() - words.data()));
          }
          break;
        case ReferenceToken::kParenthesis:
          SetCaption(token.text);
          break;
        case ReferenceToken::kMark:
          if (token.text == "-" && words.empty()) ranging = true;
          if (token.text == "," || token.text == ";" || token.text == ":") words = {};
          if (token.text == "\"") return;
          break;
        case ReferenceToken::kNumber:
          TakeNumber(token.text, here, rest, words, ranging);
          words = {};
          ranging = false;
          break;
      }
    }
  }

  static constexpr auto kBetween = std::to_array<std::string_view>({"AND", "OR", "ALSO"});

  // A number is a year where a post follows it, else the serial of the post before it.
  void TakeNumber(std::string_view number, std::string_view here, std::string_view rest,
                  std::string_view words, bool ranging) {
    if (words.empty() && IsYearBefore(number, rest)) {
      year_ = number.size() == 2 ? FullYear(ToNumber(number)) : ToNumber(number);
      year_begin_ = here.data();
      post_ = {};
      return;
    }
    if (number.size() > 9) return;
    const char* begin = number.data();
    if (!words.empty()) {
      // An unknown post counts where nothing is run together with its number.
      const bool apart = number.data() > words.end() && IsSpace(number.data()[-1]) &&
                         (rest.empty() || !(IsLetter(rest.front()) || rest.front() == '/'));
      const std::string_view printed =
          PostIn(words, apart && entry_kind_ == cable::v1::REFERENCE_KIND_OTHER);
      if (printed.empty()) {
        post_ = {};
        return;
      }
      post_ = CanonicalPost(printed);
      begin = year_begin_ != nullptr ? year_begin_ : printed.data();
      if (year_begin_ == nullptr) year_ = own_year_;
    }
    year_begin_ = nullptr;
    if (post_.empty()) return;
    const std::string_view raw(begin, static_cast<size_t>(number.end() - begin));
    if (ranging && last_serial_ != 0) AddRange(ToNumber(number), raw);
    AddCable(number, raw);
  }

  static bool IsYearBefore(std::string_view number, std::string_view rest) {
    const bool two = number.size() == 2;
    const bool four = number.size() == 4 && (number.starts_with("19") || number.starts_with("20"));
    if (!two && !four) return false;
    const ReferenceToken next = TakeReferenceToken(rest);
    if (next.kind != ReferenceToken::kWord || IsOneOf(next.text, kBetween) ||
        IsMonthOrStop(next.text)) {
      return false;
    }
    return next.text.size() > 1 && !EqualsFolded(next.text, "NOTAL");
  }

  // The part of `words` that is a post's name: as many as a known name has, or one or two in upper
  // case that nothing speaks against.
  static std::string_view PostIn(std::string_view words, bool unknown_counts) {
    std::string_view best;
    std::string_view rest = words;
    int count = 0;
    while (!rest.empty()) {
      rest = TrimLeft(rest);
      if (rest.empty()) break;
      if (++count > 8) return {};
      if (IsKnownPost(CanonicalPost(rest).view())) {
        best = rest;
        break;
      }
      TakeToken(rest);
    }
    if (!best.empty()) return best;
    if (!unknown_counts || HasLower(words) || count > 2) return {};
    rest = words;
    for (std::string_view word = TakeToken(rest); !word.empty(); word = TakeToken(rest)) {
      if (IsMonthOrStop(word) || word.size() < 3) return {};
    }
    return words;
  }

  void AddRange(uint32_t last, std::string_view raw) {
    if (last <= last_serial_ || last - last_serial_ > kLongestRange) return;
    for (uint32_t serial = last_serial_ + 1; serial < last; ++serial) {
      AddCable(std::to_string(serial), raw);
    }
  }

  void AddCable(std::string_view serial, std::string_view raw) {
    Reference* reference = Add(cable::v1::REFERENCE_KIND_CABLE, raw);
    AppendReferenceNumber(year_, post_.view(), serial, reference->mutable_message_id());
    entry_end_ = raw.end();
    last_serial_ = ToNumber(serial);
  }

  void AddOther(std::string_view entry) {
    const ReferenceKind kind = KindOf(entry);
    Add(kind, entry);
    if (kind == cable::v1::REFERENCE_KIND_OTHER) {
      context_.Warn("reference-not-understood", at_, entry);
    }
  }

  Reference* Add(ReferenceKind kind, std::string_view raw) {
    Reference* reference = context_.cable().add_references();
    reference->set_kind(kind);
    if (bullet_ != 0) reference->mutable_bullet()->assign(1, bullet_);
    context_.AssignJoined(raw, reference->mutable_raw());
    return reference;
  }

  // `(NOTAL)`; a mark of one or two letters is a classification.
  void SetCaption(std::string_view parenthesis) {
    const std::string_view inside = TrimMarks<'(', ')'>(parenthesis);
    auto* references = context_.cable().mutable_references();
    if (inside.size() == 4 && AllDigits(inside) && references->size() > entry_begin_) {
      return SetYear(ToNumber(inside));
    }
    if (inside.size() < 3 || HasLower(inside) || references->size() == entry_begin_) return;
    if (CountDigits(inside) > 0) return;
    context_.AssignJoined(inside, references->rbegin()->mutable_caption());
    entry_end_ = parenthesis.end();
  }

  // `STATE 200498 (2006)`: the year of the entry's numbers stands behind them.
  void SetYear(uint32_t year) {
    auto* references = context_.cable().mutable_references();
    for (int i = entry_begin_; i < references->size(); ++i) {
      std::string* id = (*references)[i].mutable_message_id();
      const std::string number = id->substr(own_year_ != 0 && id->size() > 2 ? 2 : 0);
      id->clear();
      AppendReferenceNumber(year, number, {}, id);
    }
  }

  std::string_view at_;
  const uint32_t own_year_;
  ParseContext& context_;
  const char first_;  // the last letter that may be the first bullet
  char bullet_ = 0;
  int entry_begin_ = 0;
  const char* entry_end_ = nullptr;  // after the entry's last number or caption
  ReferenceKind entry_kind_ = cable::v1::REFERENCE_KIND_OTHER;
  PostName post_;
  uint32_t year_ = 0;
  const char* year_begin_ = nullptr;
  uint32_t last_serial_ = 0;
};

}  // namespace

void ReadReferences(std::string_view text, std::string_view at, uint32_t year,
                    ParseContext& context) {
  ReferenceReader(at, year, context).Read(text);
}

}  // namespace cablestream
