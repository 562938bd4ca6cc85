#include "parser/references.h"

#include <algorithm>
#include <array>

#include "parser/dates.h"
#include "parser/identity.h"
#include "parser/posts.h"
#include "parser/subject.h"
#include "parser/text.h"
#include "parser/trim_marks.h"

namespace cablestream {
namespace {

using cable::v1::Reference;
using cable::v1::ReferenceKind;

constexpr uint32_t kLongestRange = 50;

struct KindWord {
  std::string_view word;
  ReferenceKind kind;
};

constexpr auto kKindWords = std::to_array<KindWord>({
    {"E-MAIL", cable::v1::REFERENCE_KIND_EMAIL},
    {"EMAIL", cable::v1::REFERENCE_KIND_EMAIL},
    {"E-MAILS", cable::v1::REFERENCE_KIND_EMAIL},
    {"EMAILS", cable::v1::REFERENCE_KIND_EMAIL},
    {"TELCON", cable::v1::REFERENCE_KIND_TELEPHONE},
    {"TELECON", cable::v1::REFERENCE_KIND_TELEPHONE},
    {"PHONECON", cable::v1::REFERENCE_KIND_TELEPHONE},
    {"FONECON", cable::v1::REFERENCE_KIND_TELEPHONE},
    {"PHONE", cable::v1::REFERENCE_KIND_TELEPHONE},
    {"TELEPHONE", cable::v1::REFERENCE_KIND_TELEPHONE},
    {"LETTER", cable::v1::REFERENCE_KIND_DOCUMENT},
    {"MEMO", cable::v1::REFERENCE_KIND_DOCUMENT},
    {"MEMORANDUM", cable::v1::REFERENCE_KIND_DOCUMENT},
    {"AIRGRAM", cable::v1::REFERENCE_KIND_DOCUMENT},
    {"IIR", cable::v1::REFERENCE_KIND_DOCUMENT},
    {"NOTE", cable::v1::REFERENCE_KIND_DOCUMENT},
    {"FAX", cable::v1::REFERENCE_KIND_DOCUMENT},
    {"REPORT", cable::v1::REFERENCE_KIND_DOCUMENT},
});

// Words that stand before numbers without being posts.
constexpr auto kNoPosts = std::to_array<std::string_view>(
    {"AND",    "OF",      "DATED",   "PARA", "PARAS", "PARAGRAPH", "ON", "NO",
     "NUMBER", "SECTION", "POINTS",  "IIR",  "FROM",  "TO",        "TD", "FAM",
     "FAH",    "PART",    "ARTICLE", "USC",  "AIDAC", "SUBJ"});

bool IsOneOf(std::string_view word, const auto& words) {
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view known) { return EqualsFolded(word, known); });
}

bool IsMonthOrStop(std::string_view word) {
  return IsOneOf(word, kNoPosts) || MonthOfName(TrimMarks<'.'>(word)) != 0;
}

// The first of the table's words that stands in the entry.
const KindWord* KindWordIn(std::string_view entry) {
  const KindWord* first = kKindWords.end();
  for (size_t at = 0; at < entry.size(); ++at) {
    if (!IsLetter(entry[at]) || (at > 0 && IsWordChar(entry[at - 1]))) continue;
    const char letter = ToUpper(entry[at]);
    first = std::find_if(kKindWords.begin(), first, [&](const KindWord& known) {
      return known.word.front() == letter && StartsWithWord(entry.substr(at), known.word);
    });
  }
  return first;
}

ReferenceKind KindOf(std::string_view entry) {
  const KindWord* word = KindWordIn(entry);
  if (word != kKindWords.end()) return word->kind;
  return entry.find('@') != entry.npos ? cable::v1::REFERENCE_KIND_EMAIL
                                       : cable::v1::REFERENCE_KIND_OTHER;
}

// A post of the table and a number.
bool BeginsWithNumber(std::string_view line) {
  size_t at = CountDigits(line);
  const std::string_view name = TrimLeft(line.substr(at));
  at = name.find_first_of("0123456789");
  return at != name.npos && at > 2 && at < 32 &&
         IsKnownPost(CanonicalPost(name.substr(0, at)).view());
}

// `BW SAN JOSE 361` where B is next, or behind a pilcrow: a letter for the point.
bool IsGarbledBullet(std::string_view text, char next, bool pilcrow) {
  if (text.size() < 4 || !IsUpper(text[0]) || !IsUpper(text[1]) || !IsBlank(text[2])) return false;
  return (next == 0 ? pilcrow : text[0] == next) && BeginsWithNumber(TrimLeft(text.substr(3)));
}

// `A.`, `(A)`, `A)`, `A:`, and `A ` where the letter is the next: its length with what follows;
// 0 = none.
size_t BulletLength(std::string_view text, char next, char& letter) {
  size_t at = text.starts_with(kPilcrow) ? kPilcrow.size() : 0;
  const bool open = at < text.size() && text[at] == '(';
  if (open) ++at;
  if (at + 1 >= text.size() || !IsLetter(text[at])) return 0;
  letter = ToUpper(text[at]);
  const char mark = text[at + 1];
  const bool marked = mark == ')' || (!open && (mark == '.' || mark == ':'));
  if (!marked && !(IsSpace(mark) && letter == next && IsUpper(text[at]))) {
    return IsGarbledBullet(text.substr(at), next, at > 0) ? at + 2 : 0;
  }
  at += 2;
  if (marked && at < text.size() && (text[at] == '.' || text[at] == ':')) ++at;
  // `U.S. 1`, `E.O. 12958`: initials, not bullets.
  if (mark == '.' && at + 1 < text.size() && IsLetter(text[at]) && text[at + 1] == '.') return 0;
  return at;
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

  struct Token {
    enum Kind { kEnd, kWord, kNumber, kParenthesis, kMark } kind = kEnd;
    std::string_view text;
  };

  static Token Take(std::string_view& text) {
    text = TrimLeft(text);
    if (text.empty()) return {};
    size_t end = 0;
    Token token;
    if (IsDigit(text.front())) {
      token.kind = Token::kNumber;
      end = CountDigits(text);
    } else if (IsLetter(text.front())) {
      token.kind = Token::kWord;
      while (end < text.size() && (IsLetter(text[end]) || text[end] == '0' || text[end] == '\'' ||
                                   IsJoiner(text, end))) {
        ++end;
      }
    } else if (text.front() == '(') {
      token.kind = Token::kParenthesis;
      const size_t close = text.find(')');
      end = close == text.npos ? text.size() : close + 1;
    } else {
      token.kind = Token::kMark;
      end = 1;
    }
    token.text = text.substr(0, end);
    text.remove_prefix(end);
    return token;
  }

  // A dash or a point inside a name: `PORT-AU-PRINCE`, `ST. PETERSBURG`, `E-MAIL`.
  static bool IsJoiner(std::string_view text, size_t at) {
    if (text[at] == '-') return at + 1 < text.size() && IsLetter(text[at + 1]);
    return text[at] == '.' && at <= 3;
  }

  void ReadCables(std::string_view entry) {
    post_ = {};
    year_ = own_year_;
    std::string_view rest = entry;
    std::string_view words;  // since the last number
    bool ranging = false;
    for (;;) {
      const std::string_view here = rest;
      const Token token = Take(rest);
      switch (token.kind) {
        case Token::kEnd:
          return;
        case Token::kWord:
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
        case Token::kParenthesis:
          SetCaption(token.text);
          break;
        case Token::kMark:
          if (token.text == "-" && words.empty()) ranging = true;
          if (token.text == "," || token.text == ";" || token.text == ":") words = {};
          if (token.text == "\"") return;
          break;
        case Token::kNumber:
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
    const Token next = Take(rest);
    if (next.kind != Token::kWord || IsOneOf(next.text, kBetween) || IsMonthOrStop(next.text)) {
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

size_t ReferencesEnd(std::string_view line) {
  constexpr size_t kTelegramLine = 72;
  if (line.size() <= kTelegramLine) return line.size();
  size_t end = line.size();
  for (std::string_view phrase :
       {"SENSITIVE BUT", "THIS MESSAGE", "THIS CABLE", "(SBU) ", "(U) ", "SUMMARY"}) {
    end = std::min(end, FindFolded(line.substr(0, end), phrase));
  }
  return std::min(end, line.size());
}

bool ContinuesReferences(std::string_view before, std::string_view line, bool blank_between) {
  // An entry's end is looked at, not all that came before it.
  constexpr size_t kTail = 512;
  line = TrimLeft(line);
  char letter = 0;
  size_t portion = 0;
  if (!PortionAtStart(line, portion).empty() && !BeginsWithNumber(line.substr(portion)))
    return false;
  if (BulletLength(line, 0, letter) > 0 && letter <= 'Z') return true;
  before = Trim(before.substr(before.size() - std::min(before.size(), kTail)));
  if (before.empty()) return BeginsWithNumber(line) || !blank_between;
  if (BeginsWithNumber(line)) return true;
  if (IsDigit(line.front()) && !before.empty() && !IsDigit(before.back())) return true;
  if (blank_between) return false;
  const char last = before.back();
  const size_t space = before.find_last_of(' ');
  const std::string_view last_word = before.substr(space == before.npos ? 0 : space + 1);
  return last == ',' || last == ';' || last == '(' || last == '/' || last == '-' ||
         EqualsFolded(last_word, "AND") || EqualsFolded(last_word, "OF") ||
         before.rfind('(') + 1 > before.rfind(')') + 1 || line.front() == '(' ||
         StartsWithWord(line, "AND") || StartsWithWord(line, "REF");
}

bool BeginsWithCable(std::string_view text) {
  char letter = 0;
  const size_t bullet = BulletLength(text, 'A', letter);
  return BeginsWithNumber(TrimLeft(text.substr(bullet)));
}

bool IsCableList(std::string_view line) {
  if (HasLower(line) || !BeginsWithCable(line)) return false;
  // Of the words beside bullets, years and posts a list has few.
  for (;;) {
    char letter = 0;
    line = TrimMarks<',', ';', ':', '&'>(line);
    if (StartsWithWord(line, "AND")) line = TrimLeft(line.substr(3));
    if (StartsWithWord(line, "(NOTAL)")) line = TrimLeft(line.substr(7));
    if (line.empty()) return true;
    line = TrimLeft(line.substr(BulletLength(line, 'A', letter)));
    const size_t year = CountDigits(line) == 2 ? 2 : 0;
    const size_t digits = line.find_first_of("0123456789", year);
    const size_t post = BeginsWithNumber(line) ? digits : 0;
    if (digits == line.npos || (post == 0 && digits != 0)) return false;
    line.remove_prefix(post);
    const size_t serial = CountDigits(line);
    if (serial == 0 || serial > 9) return false;
    line.remove_prefix(serial);
  }
}

bool IsBulletedCable(std::string_view line, char letter) {
  char found = 0;
  const size_t length = BulletLength(line, 0, found);
  return length > 0 && found == letter && BeginsWithNumber(TrimLeft(line.substr(length)));
}

void ReadReferences(std::string_view text, std::string_view at, uint32_t year,
                    ParseContext& context) {
  ReferenceReader(at, year, context).Read(text);
}

}  // namespace cablestream
