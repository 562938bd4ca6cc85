#include "parser/subject.h"

#include <algorithm>
#include <array>

#include "parser/captions.h"
#include "parser/classification_line.h"
#include "parser/paragraph_mark.h"
#include "parser/reference_marks.h"
#include "parser/seam.h"
#include "parser/text.h"
#include "parser/trim_marks.h"

namespace cablestream {
namespace {

constexpr size_t kLongestPortion = 32;
// Those of one letter apart.
constexpr auto kPortions =
    std::to_array<std::string_view>({"SBU", "TS", "LOU", "UNCLAS", "UNCLASSIFIED", "CONFIDENTIAL",
                                     "SECRET", "SB", "UN", "SU", "FOUO", "NC", "SE"});
// A line that is longer was joined from several.
constexpr size_t kTelegramLine = 72;

// `U`, `SBU`, `S/NF`, `C//REL NATO`: begins with a classification's letters.
bool IsPortion(std::string_view inside) {
  inside = Trim(inside);
  const auto ends = [](char c) { return c == '/' || c == '-' || c == ' ' || c == ','; };
  size_t end = 0;
  while (end < inside.size() && !ends(inside[end])) ++end;
  if (end == 0) return false;
  const char first = inside.front();
  if (end == 1) return first == 'U' || first == 'C' || first == 'S' || first == 'R';
  const std::string_view head = inside.substr(0, end);
  return std::any_of(kPortions.begin(), kPortions.end(), [&](std::string_view known) {
    return known.front() == first && known == head;
  });
}

std::string_view PortionAtEnd(std::string_view text) {
  if (!text.ends_with(')')) return {};
  const size_t open = text.rfind('(');
  if (open == text.npos || text.size() - open > kLongestPortion) return {};
  const std::string_view inside = text.substr(open + 1, text.size() - open - 2);
  return IsPortion(inside) ? inside : std::string_view();
}

}  // namespace

std::string_view PortionAtStart(std::string_view text, size_t& length) {
  length = 0;
  if (!text.starts_with('(')) return {};
  const size_t close = text.substr(0, kLongestPortion).find(')');
  if (close == text.npos) return {};
  const std::string_view inside = Trim(text.substr(1, close - 1));
  if (!IsPortion(inside)) return {};
  length = close + 1;
  while (length < text.size() && IsSpace(text[length])) ++length;
  return inside;
}

void SetSubject(std::string_view text, ParseContext& context) {
  text = TrimMarks<'/'>(text);
  size_t length = 0;
  std::string_view portion = PortionAtStart(text, length);
  if (!portion.empty()) {
    text.remove_prefix(length);
  } else if (portion = PortionAtEnd(text); !portion.empty()) {
    text = TrimRight(text.substr(0, text.rfind('(')));
  }
  context.AssignJoined(text, context.cable().mutable_subject());
  context.Assign(portion, context.cable().mutable_subject_portion());
}

size_t SubjectEnd(std::string_view line) {
  const size_t note = line.find(" Sensitive but");
  if (note != line.npos) return note;
  if (line.size() <= kTelegramLine) return line.size();
  size_t upper_words = 0;
  std::string_view rest = line;
  for (std::string_view token = TakeToken(rest); !token.empty(); token = TakeToken(rest)) {
    const auto at = static_cast<size_t>(token.data() - line.data());
    size_t length = 0;
    if (at > 0 && !PortionAtStart(line.substr(at), length).empty()) return at;
    if (HasLower(token)) {
      const bool sentence = IsUpper(token.front()) && token.size() >= 2 && IsLower(token[1]);
      if (sentence && upper_words >= 4) return at;
      if (!sentence && !IsDigit(token.front())) upper_words = 0;
    } else if (HasLetter(token)) {
      ++upper_words;
    }
  }
  return line.size();
}

bool ContinuesSubject(std::string_view before, std::string_view line) {
  if (before.empty()) return true;
  if (IsRule(line) || BeginsParagraph(line) || IsExactCaption(line)) return false;
  if (IsCableList(line)) return false;
  ClassificationLine read;
  if (MayBeginLevel(line) && ReadExactClassificationLine(line, read) && read.has_number()) {
    return false;
  }
  size_t length = 0;
  if (!PortionAtStart(line, length).empty()) return false;
  for (std::string_view word : {"SUMMARY", "SENSITIVE BUT UNCLASSIFIED", "CLASSIFIED BY"}) {
    if (StartsWithFolded(line, word) && !(word == "SUMMARY" && line.size() > 10)) return false;
  }
  // A subject in upper case goes on in upper case.
  const bool upper = !HasLower(before);
  return !(upper && HasLower(line) && before.size() > 12);
}

}  // namespace cablestream
