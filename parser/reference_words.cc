#include "parser/reference_words.h"

#include <algorithm>
#include <array>

#include "parser/dates.h"
#include "parser/text.h"
#include "parser/trim_marks.h"

namespace cablestream {
namespace {

using cable::v1::ReferenceKind;

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

// A dash or a point inside a name: `PORT-AU-PRINCE`, `ST. PETERSBURG`, `E-MAIL`.
bool IsJoiner(std::string_view text, size_t at) {
  if (text[at] == '-') return at + 1 < text.size() && IsLetter(text[at + 1]);
  return text[at] == '.' && at <= 3;
}

}  // namespace

bool IsMonthOrStop(std::string_view word) {
  const bool stop = std::any_of(kNoPosts.begin(), kNoPosts.end(), [word](std::string_view known) {
    return EqualsFolded(word, known);
  });
  return stop || MonthOfName(TrimMarks<'.'>(word)) != 0;
}

ReferenceKind KindOf(std::string_view entry) {
  const KindWord* word = KindWordIn(entry);
  if (word != kKindWords.end()) return word->kind;
  return entry.find('@') != entry.npos ? cable::v1::REFERENCE_KIND_EMAIL
                                       : cable::v1::REFERENCE_KIND_OTHER;
}

ReferenceToken TakeReferenceToken(std::string_view& text) {
  text = TrimLeft(text);
  if (text.empty()) return {};
  size_t end = 0;
  ReferenceToken token;
  if (IsDigit(text.front())) {
    token.kind = ReferenceToken::kNumber;
    end = CountDigits(text);
  } else if (IsLetter(text.front())) {
    token.kind = ReferenceToken::kWord;
    while (end < text.size() &&
           (IsLetter(text[end]) || text[end] == '0' || text[end] == '\'' || IsJoiner(text, end))) {
      ++end;
    }
  } else if (text.front() == '(') {
    token.kind = ReferenceToken::kParenthesis;
    const size_t close = text.find(')');
    end = close == text.npos ? text.size() : close + 1;
  } else {
    token.kind = ReferenceToken::kMark;
    end = 1;
  }
  token.text = text.substr(0, end);
  text.remove_prefix(end);
  return token;
}

}  // namespace cablestream
