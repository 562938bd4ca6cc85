#include "parser/extracts.h"

#include <algorithm>
#include <string>

#include "parser/byte_scan.h"
#include "parser/char_set.h"
#include "parser/subject.h"
#include "parser/text.h"

namespace cablestream {
namespace {

using cable::v1::Extract;
using cable::v1::Paragraph;

// An extract that its end mark closes reaches over at most this many paragraphs.
constexpr int kMostParagraphs = 12;

struct ExtractWords {
  std::string_view label;
  std::string_view end;
  std::string_view end_of;
};

constexpr CharSet kMarks("\t\n\v\f\r -=*(");
constexpr CharSet kFirstLetters("BEISCbeisc");  // of labels and what stands before them

constexpr ExtractWords kSummary = {"SUMMARY", "END SUMMARY", "END OF SUMMARY"};
constexpr ExtractWords kComment = {"COMMENT", "END COMMENT", "END OF COMMENT"};

// Without `BEGIN`, so that `BEGIN SUMMARY` is a label too.
std::string_view DropBegin(std::string_view text) {
  text = TrimAny(text, "-=*(");
  for (std::string_view word : {"BEGIN", "EXECUTIVE", "INTRODUCTION AND"}) {
    if (StartsWithWord(text, word)) text = TrimLeft(text.substr(word.size()));
  }
  return text;
}

bool HasLabel(std::string_view text, std::string_view label) {
  const size_t first = kMarks.FindOther(text);
  if (first == text.npos || !kFirstLetters.Has(text[first])) return false;
  return StartsWithWord(DropBegin(text), label);
}

// Drops `Summary and Action Request.`, `SUMMARY: (SBU)`, `Comment -` from the front.
std::string_view DropLabel(std::string_view text, std::string_view label) {
  const std::string_view begun = DropBegin(text);
  if (!StartsWithWord(begun, label)) return text;
  std::string_view rest = begun.substr(label.size());
  const std::string_view next = TrimLeft(rest);
  if (StartsWithWord(next, "AND") || next.starts_with('&')) {
    const size_t mark = next.substr(0, 48).find_first_of(".:-\n");
    if (mark != next.npos) rest = next.substr(mark);
  }
  rest = TrimLeft(rest);
  while (!rest.empty() && (rest.front() == '.' || rest.front() == ':' || rest.front() == '-' ||
                           rest.front() == '=' || IsSpace(rest.front()))) {
    rest.remove_prefix(1);
  }
  size_t length = 0;
  if (!PortionAtStart(rest, length).empty()) rest.remove_prefix(length);
  return rest;
}

bool EndsWithFolded(std::string_view text, std::string_view upper) {
  return text.size() >= upper.size() &&
         EqualsFolded(text.substr(text.size() - upper.size()), upper);
}

// As FindFolded, of SUMMARY or COMMENT: few words have two M.
size_t FindWords(std::string_view text, std::string_view upper, size_t from) {
  constexpr size_t kDouble = 2;
  for (size_t at = from; at + upper.size() <= text.size(); ++at) {
    at += FindDoubleLetter(text.substr(at + kDouble), 'M');
    if (StartsWithFolded(text.substr(std::min(at, text.size())), upper)) return at;
  }
  return text.npos;
}

// Where `END SUMMARY` stands, else `END OF SUMMARY`.
size_t FindEnd(std::string_view text, const ExtractWords& words) {
  size_t end_of = text.npos;
  for (size_t at = FindWords(text, words.label, 0); at != text.npos;
       at = FindWords(text, words.label, at + 1)) {
    const std::string_view before = text.substr(0, at + words.label.size());
    if (EndsWithFolded(before, words.end)) return before.size() - words.end.size();
    if (end_of == text.npos && EndsWithFolded(before, words.end_of)) {
      end_of = before.size() - words.end_of.size();
    }
  }
  return end_of;
}

void Add(std::string_view text, std::string* out) {
  text = Trim(text);
  if (text.empty()) return;
  if (!out->empty()) out->push_back('\n');
  out->append(text);
}

// Fills `extract` from the paragraph at `first` on; `end` is the one with the end mark, or -1.
void Fill(const google::protobuf::RepeatedPtrField<Paragraph>& paragraphs, int first, int end,
          const ExtractWords& words, Extract* extract) {
  const int last = end < 0 ? first : end;
  extract->set_first_paragraph(paragraphs[first].number());
  extract->set_last_paragraph(paragraphs[last].number());
  for (int i = first; i <= last; ++i) {
    std::string_view text = paragraphs[i].text();
    if (i == end) text = TrimAny(text.substr(0, FindEnd(text, words)), "(");
    if (i == first) text = DropLabel(text, words.label);
    Add(text, extract->mutable_text());
  }
}

// The paragraph whose text or heading begins with the label; -1 = none.
int FindLabelled(const google::protobuf::RepeatedPtrField<Paragraph>& paragraphs,
                 std::string_view label) {
  for (int i = 0; i < paragraphs.size(); ++i) {
    if (HasLabel(paragraphs[i].text(), label) || HasLabel(paragraphs[i].heading(), label)) return i;
  }
  return -1;
}

int FindEndMark(const google::protobuf::RepeatedPtrField<Paragraph>& paragraphs, int first,
                const ExtractWords& words) {
  const int most = std::min(paragraphs.size(), first + kMostParagraphs);
  for (int i = first; i < most; ++i) {
    if (FindEnd(paragraphs[i].text(), words) != std::string_view::npos) return i;
  }
  return -1;
}

}  // namespace

void SetExtracts(ParseContext& context) {
  const auto& paragraphs = context.cable().paragraphs();
  int first = FindLabelled(paragraphs, kSummary.label);
  if (first >= 0) {
    Fill(paragraphs, first, FindEndMark(paragraphs, first, kSummary), kSummary,
         context.cable().mutable_summary());
  } else if (const int end = FindEndMark(paragraphs, 0, kSummary); end >= 0) {
    first = paragraphs[0].number() == 0 && end > 0 ? 1 : 0;
    Fill(paragraphs, first, end, kSummary, context.cable().mutable_summary());
  }
  first = FindLabelled(paragraphs, kComment.label);
  if (first >= 0) {
    Fill(paragraphs, first, FindEndMark(paragraphs, first, kComment), kComment,
         context.cable().mutable_comment());
  }
}

}  // namespace cablestream
