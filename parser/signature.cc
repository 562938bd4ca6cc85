#include "parser/signature.h"

#include <algorithm>
#include <array>
#include <string>

#include "parser/text.h"

namespace cablestream {
namespace {

constexpr size_t kLongestName = 40;

// Words that end a text without being anybody's name.
constexpr std::array<std::string_view, 27> kNoNames = {
    "AND",        "ATTACHMENT",   "BT",     "CLASSIFIED", "COMMENT",   "CONFIDENTIAL",
    "CONSIDERED", "DRAFT",        "END",    "ENDS",       "INTERNET",  "MESSAGE",
    "MINIMIZE",   "NOFORN",       "NOTE",   "NOTES",      "PARAGRAPH", "QUOTE",
    "SECRET",     "SENSITIVE",    "SIPDIS", "SUMMARY",    "TEXT",      "THANKS",
    "TOTAL",      "UNCLASSIFIED", "UNQUOTE"};

bool IsNoName(std::string_view word) {
  return std::any_of(kNoNames.begin(), kNoNames.end(),
                     [&](std::string_view known) { return EqualsFolded(word, known); });
}

bool IsNameWord(std::string_view word) {
  if (word.empty() || !IsUpper(word.front()) || IsNoName(word)) return false;
  return std::all_of(word.begin(), word.end(), [](char c) {
    return IsLetter(c) || c == '-' || c == '\'' || c == '.' || static_cast<unsigned char>(c) > 127;
  });
}

// `ORDWAY`, `VAN VOORST`, `Ranneberger`, `O'DONOHUE`, `CLARK JR.`
bool IsName(std::string_view line) {
  if (line.size() < 2 || line.size() > kLongestName) return false;
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
  return upper || !line.ends_with('.');
}

bool EndsSentence(std::string_view text) {
  text = TrimRight(text);
  if (text.empty()) return true;
  constexpr std::string_view kEnds = ".!?)\"'*-:";
  return kEnds.find(text.back()) != kEnds.npos || text.back() < 0;
}

// A name after the last sentence of a joined line: `... with seven. Scobey`.
size_t InlineNameBegin(std::string_view text) {
  const size_t space = text.find_last_of(" \n");
  if (space == text.npos) return text.npos;
  const std::string_view word = text.substr(space + 1);
  const bool sentence = EndsSentence(text.substr(0, space));
  if (!sentence || word.size() < 3 || word.ends_with('.') || !IsName(word)) return text.npos;
  // A single mixed-case word that could be any: only after a full stop.
  return space + 1;
}

void SetSigner(std::string_view name, ParseContext& context) {
  name = TrimAny(name, "./\"'*-");
  std::string* signer = context.cable().add_signers();
  for (std::string_view token = TakeToken(name); !token.empty(); token = TakeToken(name)) {
    if (!signer->empty()) signer->push_back(' ');
    signer->append(token);
  }
}

}  // namespace

void TakeSignature(ParseContext& context) {
  auto* paragraphs = context.cable().mutable_paragraphs();
  if (paragraphs->empty()) return;
  std::string* text = paragraphs->rbegin()->mutable_text();
  const std::string_view all = TrimRight(*text);
  const size_t line = all.find_last_of('\n');
  const size_t begin = line == all.npos ? 0 : line + 1;
  const std::string_view last = TrimAny(all.substr(begin), "/\"'*-");
  size_t cut = all.npos;
  const bool alone = begin > 0 || paragraphs->rbegin()->number() == 0;
  const bool after_sentence = EndsSentence(all.substr(0, begin)) ||
                              (begin > 1 && all[begin - 2] == '\n') || !HasLower(last);
  if (alone && after_sentence && IsName(last)) {
    cut = begin;
  } else {
    cut = InlineNameBegin(all);
  }
  if (cut == all.npos) return;
  SetSigner(all.substr(cut), context);
  text->resize(cut);
  while (!text->empty() && IsSpace(text->back())) text->pop_back();
  const auto& remaining = *paragraphs->rbegin();
  if (remaining.text().empty() && remaining.heading().empty() && remaining.number() == 0) {
    paragraphs->RemoveLast();
  }
}

}  // namespace cablestream
