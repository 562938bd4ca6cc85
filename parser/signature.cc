#include "parser/signature.h"

#include <algorithm>
#include <array>
#include <string>

#include "parser/byte_scan.h"
#include "parser/char_set.h"
#include "parser/text.h"
#include "parser/trim_marks.h"

namespace cablestream {
namespace {

constexpr size_t kLongestName = 40;

// Words that end a text without being anybody's name.
constexpr auto kNoNames = std::to_array<std::string_view>(
    {"A",       "AND",          "AS",         "ATTACHMENT", "BT",       "BUT",       "CLASSIFIED",
     "COMMENT", "CONFIDENTIAL", "CONSIDERED", "DRAFT",      "END",      "ENDS",      "HE",
     "IN",      "INTERNET",     "IT",         "MESSAGE",    "MINIMIZE", "NOFORN",    "NOTE",
     "NOTES",   "PARAGRAPH",    "POST",       "QUOTE",      "SECRET",   "SENSITIVE", "SHE",
     "SIPDIS",  "SUMMARY",      "TEXT",       "THANKS",     "THE",      "THEY",      "THIS",
     "TOTAL",   "UNCLASSIFIED", "UNQUOTE",    "WE"});

static_assert(std::is_sorted(kNoNames.begin(), kNoNames.end()));

bool IsNoName(std::string_view word) {
  for (std::string_view known : kNoNames) {
    if (known.front() > ToUpper(word.front())) break;
    if (EqualsFolded(word, known)) return true;
  }
  return false;
}

// `XXXX`: what was taken out.
bool IsRedaction(std::string_view word) {
  return word.size() >= 4 && word.find_first_not_of('X') == word.npos;
}

bool IsNameWord(std::string_view word) {
  const auto is_of_name = [](char c) {
    return IsLetter(c) || c == '-' || c == '\'' || c == '.' || static_cast<unsigned char>(c) > 127;
  };
  return !word.empty() && IsUpper(word.front()) &&
         std::all_of(word.begin(), word.end(), is_of_name) && !IsNoName(word) && !IsRedaction(word);
}

bool IsSuffix(std::string_view line) {
  return line.ends_with(" JR.") || line.ends_with(" SR.");
}

// `O R D W A Y`
bool IsSpacedName(std::string_view line) {
  if (line.size() < 5 || line.size() % 2 == 0) return false;
  for (size_t at = 0; at < line.size(); ++at) {
    if (at % 2 == 0 ? !IsUpper(line[at]) : line[at] != ' ') return false;
  }
  return true;
}

// `ORDWAY`, `VAN VOORST`, `Ranneberger`, `O'DONOHUE`, `CLARK JR.`
bool IsName(std::string_view line) {
  if (line.size() < 2 || line.size() > kLongestName) return false;
  if (IsSpacedName(line)) return true;
  std::string_view rest = line;
  int words = 0;
  size_t letters = 0;
  for (std::string_view word = TakeToken(rest); !word.empty(); word = TakeToken(rest)) {
    if (!IsNameWord(word)) return false;
    ++words;
    letters = std::max(letters, word.size());
  }
  const bool upper = !HasLower(line);
  if (letters < 2 || words > (upper ? 3 : 2)) return false;
  // `BE PICKED.` ends a sentence.
  return !line.ends_with('.') || (upper && (words == 1 || IsSuffix(line)));
}

// `ordway`, where all of a message is in lower case.
bool IsLowerName(std::string_view line, std::string_view text) {
  return line.size() > 2 && line.size() <= kLongestName &&
         std::all_of(line.begin(), line.end(), IsLower) && !IsNoName(line) &&
         std::none_of(text.begin(), text.end(), IsUpper);
}

bool EndsSentence(std::string_view text) {
  text = TrimRight(text);
  if (text.empty()) return true;
  if (IsRedaction(text.substr(text.find_last_of(" \n") + 1))) return true;
  constexpr CharSet kEnds(".!?)\"'*-:/");
  return kEnds.Has(text.back()) || text.back() < 0;
}

// A name after the last sentence of a joined line: `... with seven. Scobey`.
size_t InlineNameBegin(std::string_view text) {
  constexpr int kMostWords = 3;
  if (text.ends_with('.')) return text.npos;
  size_t begin = text.size();
  for (int words = 0; words < kMostWords; ++words) {
    const size_t space = text.find_last_of(" \n", begin < 2 ? 0 : begin - 2);
    if (space == text.npos || space == 0) return text.npos;
    begin = space + 1;
    const std::string_view name = text.substr(begin);
    if (name.size() < 3 || !IsName(name)) return text.npos;
    if (EndsSentence(text.substr(0, space))) return begin;
  }
  return text.npos;
}

// `ROE Roe` is one name.
std::string_view WithoutRepeat(std::string_view name) {
  const std::string_view half = name.substr(0, name.size() / 2);
  const std::string_view rest = name.substr(half.size());
  const bool repeated = rest.size() == half.size() + 1 && IsSpace(rest.front()) &&
                        std::equal(half.begin(), half.end(), rest.begin() + 1,
                                   [](char a, char b) { return ToUpper(a) == ToUpper(b); });
  return repeated ? half : name;
}

void SetSigner(std::string_view name, ParseContext& context) {
  name = WithoutRepeat(TrimMarks<'.', '/', '"', '\'', '*', '-'>(name));
  std::string* signer = context.cable().add_signers();
  if (IsSpacedName(name)) {
    for (size_t at = 0; at < name.size(); at += 2) signer->push_back(name[at]);
    return;
  }
  for (std::string_view token = TakeToken(name); !token.empty(); token = TakeToken(name)) {
    if (!signer->empty()) signer->push_back(' ');
    signer->append(token);
  }
}

// An archive that cuts texts short writes three dots on a line of their own.
std::string_view WithoutDots(std::string_view text) {
  return text.ends_with("\n...") ? TrimRight(text.substr(0, text.size() - 4)) : text;
}

// The signature stood twice.
void DropRepeat(const std::string& signer, std::string* text) {
  if (!text->ends_with(signer) || text->size() == signer.size()) return;
  const char before = (*text)[text->size() - signer.size() - 1];
  if (!IsSpace(before)) return;
  text->resize(text->size() - signer.size());
  DropTrailingSpace(text);
}

}  // namespace

void TakeSignature(ParseContext& context) {
  auto* paragraphs = context.cable().mutable_paragraphs();
  if (paragraphs->empty()) return;
  std::string* text = paragraphs->rbegin()->mutable_text();
  const std::string_view all = WithoutDots(TrimRight(*text));
  const size_t begin = LengthThroughLast<'\n'>(all);
  const std::string_view last = TrimMarks<'/', '"', '\'', '*', '-'>(all.substr(begin));
  size_t cut = all.npos;
  // A message of the wire has no signature as a rule; its capitals are no sign of one.
  const bool numbered = context.cable().has_mrn();
  const bool alone = begin > 0 || (numbered && paragraphs->rbegin()->number() == 0);
  const bool after_sentence = EndsSentence(all.substr(0, begin)) ||
                              (begin > 1 && all[begin - 2] == '\n') ||
                              (numbered && !HasLower(last) && !last.ends_with('.'));
  const bool lower = begin > 1 && all[begin - 2] == '\n' && numbered && IsLowerName(last, all);
  if (alone && after_sentence && (IsName(last) || lower)) {
    cut = begin;
  } else {
    cut = InlineNameBegin(all);
  }
  if (cut == all.npos) return;
  SetSigner(all.substr(cut), context);
  text->resize(cut);
  DropTrailingSpace(text);
  DropRepeat(context.cable().signers(0), text);
  const auto& remaining = *paragraphs->rbegin();
  if (remaining.text().empty() && remaining.heading().empty() && remaining.number() == 0) {
    paragraphs->RemoveLast();
  }
}

}  // namespace cablestream
