#include "parser/classified_by.h"

#include <algorithm>
#include <array>

#include "parser/text.h"

namespace cablestream {
namespace {

// Ranks, offices and their usual typing errors are matched to within one letter (two in a long
// word).
constexpr auto kTitles = std::to_array<std::string_view>(
    {"ACTING",     "ADMINISTRATOR", "ADVISOR",    "ADVISER",    "AFFAIRES",    "AFFAIRS",
     "AIDE",       "AMB",           "AMBASSADOR", "ASSISTANT",  "ASSOCIATE",   "ATTACHE",
     "BRANCH",     "BUREAU",        "CDA",        "CHAIRMAN",   "CHARGE",      "CHIEF",
     "COM",        "COMMERCIAL",    "CONSUL",     "CONSULAR",   "COORDINATOR", "COUNS",
     "COUNSEL",    "COUNSELOR",     "COUNSELLOR", "COUNSELOUR", "DCM",         "DAS",
     "DEPARTMENT", "DEPUTY",        "DESK",       "DIRECTOR",   "DIVISION",    "DR",
     "ECON",       "ECONCOUNS",     "ECONOFF",    "ECONOMIC",   "EMBASSY",     "EXECUTIVE",
     "GENERAL",    "HEAD",          "LEGAL",      "MANAGEMENT", "MINISTER",    "MISSION",
     "MR",         "MRS",           "MS",         "OFFICE",     "OFFICER",     "PAO",
     "PDAS",       "POLCOUNS",      "POLITICAL",  "POLOFF",     "PRINCIPAL",   "RSO",
     "SECRETARY",  "SECTION",       "UNDER"});

constexpr auto kSuffixes = std::to_array<std::string_view>({"JR", "SR", "II", "III", "IV", "ESQ"});

// The length of `upper` at the start of `text`, white space between its letters allowed and zeros
// read as O; 0 = not there.
size_t BrokenWordLength(std::string_view text, std::string_view upper) {
  size_t matched = 0;
  for (size_t at = 0; at < text.size(); ++at) {
    const char c = text[at] == '0' ? 'O' : ToUpper(text[at]);
    if (c == upper[matched]) {
      if (++matched == upper.size()) return at + 1;
    } else if (!IsSpace(text[at]) || matched == 0) {
      return 0;
    }
  }
  return 0;
}

// `1.4`, `1. 4`, `1.\n5`: a paragraph of the order.
bool IsReasonNumber(std::string_view text) {
  if (!text.starts_with("1.")) return false;
  size_t at = 2;
  while (at < text.size() && IsSpace(text[at])) ++at;
  return at < text.size() && text[at] >= '1' && text[at] <= '8' &&
         (at + 1 == text.size() || !IsDigit(text[at + 1]));
}

bool StandsFree(std::string_view text, size_t at) {
  return at == 0 || !IsWordChar(text[at - 1]);
}

// Where the reasons begin; npos = nowhere.
size_t FindReasons(std::string_view text) {
  for (size_t at = 0; at < text.size(); ++at) {
    if (!StandsFree(text, at)) continue;
    if (BrokenWordLength(text.substr(at), "REASON") > 0 ||
        BrokenWordLength(text.substr(at), "BASED ON") > 0 || IsReasonNumber(text.substr(at))) {
      return at;
    }
  }
  return text.npos;
}

// `1.4 (b) and (d)`, `1.5 B,D`, `1.4(b/d)` -> `1.4(b)`, `1.4(d)`.
void ReadReasons(std::string_view text, cable::v1::ClassifiedBy* by) {
  std::string number;
  bool lettered = true;
  const auto finish = [&] {
    if (!lettered) by->add_reasons(number);
    lettered = true;
  };
  for (size_t at = 0; at < text.size(); ++at) {
    if (IsReasonNumber(text.substr(at)) && StandsFree(text, at)) {
      finish();
      const size_t digit = text.find_first_of("12345678", at + 2);
      number.assign("1.").push_back(text[digit]);
      lettered = false;
      at = digit;
      continue;
    }
    const bool single = IsLetter(text[at]) && ToUpper(text[at]) <= 'H' &&
                        (at + 1 == text.size() || !IsLetter(text[at + 1])) &&
                        (at == 0 || !IsLetter(text[at - 1]));
    if (number.empty() || !single) continue;
    const std::string reason =
        number + "(" + std::string(1, static_cast<char>(ToUpper(text[at]) + 32)) + ")";
    const auto& known = by->reasons();
    if (std::find(known.begin(), known.end(), reason) == known.end()) by->add_reasons(reason);
    lettered = true;
  }
  finish();
}

bool IsTitle(std::string_view token) {
  char folded[24];
  token = token.substr(0, token.find('\''));
  if (token.empty() || token.size() > sizeof folded) return false;
  std::transform(token.begin(), token.end(), folded,
                 [](char c) { return c == '0' ? 'O' : ToUpper(c); });
  const std::string_view word(folded, token.size());
  return std::any_of(kTitles.begin(), kTitles.end(), [&](std::string_view title) {
    if (word == title) return true;
    if (title.size() < 6 || word.size() < 5) return false;
    return WithinOneEdit(word, title) || (title.size() >= 8 && EditDistance(word, title, 2) <= 2);
  });
}

bool IsSuffix(std::string_view token) {
  token = TrimAny(token, ".,");
  return std::any_of(kSuffixes.begin(), kSuffixes.end(),
                     [&](std::string_view known) { return EqualsFolded(token, known); });
}

// A word that ends the search for a name backwards: an office, a rank, a word of the sentence.
bool EndsName(std::string_view token, bool mixed) {
  const std::string_view word = TrimAny(token, ".,:;()-");
  if (word.empty() || token.find('/') != token.npos) return true;
  if (IsTitle(word) || IsTitle(word.substr(0, word.find('-')))) return true;
  if (EqualsFolded(word, "BY") || EqualsFolded(word, "FOR") || EqualsFolded(word, "OF"))
    return true;
  if (!mixed) return false;
  // Among mixed-case words an acronym is an office, a lower-case word a word.
  const bool acronym = word.size() >= 2 && !HasLower(word) && token.back() != '.' &&
                       token.find('.') == token.npos && !IsSuffix(token);
  const bool particle = EqualsFolded(word, "VAN") || EqualsFolded(word, "VON") ||
                        EqualsFolded(word, "DE") || EqualsFolded(word, "DER");
  return acronym || (IsLower(word.front()) && !particle) || IsDigit(word.front());
}

std::string_view TakeLastToken(std::string_view& text) {
  text = TrimRight(text);
  size_t begin = text.size();
  while (begin > 0 && !IsSpace(text[begin - 1])) --begin;
  const std::string_view token = text.substr(begin);
  text = text.substr(0, begin);
  return token;
}

// The name at the end of `segment`, empty where its last word is none.
std::string_view NameAtEnd(std::string_view segment, bool mixed) {
  constexpr int kMostWords = 5;
  std::string_view rest = segment;
  const char* begin = nullptr;
  const char* end = nullptr;
  for (int words = 0; words < kMostWords; ++words) {
    const std::string_view token = TakeLastToken(rest);
    if (token.empty() || EndsName(token, mixed)) break;
    // `Ambassadior`: any first word that long and so near a rank was caught by IsTitle.
    begin = token.data();
    if (end == nullptr) end = token.end();
  }
  if (begin == nullptr) return {};
  return TrimAny({begin, static_cast<size_t>(end - begin)}, ",:;-");
}

// Divides at commas and dashes between words.
std::string_view TakeSegment(std::string_view& text) {
  size_t at = 0;
  for (; at < text.size(); ++at) {
    if (text[at] == ',' || text[at] == ':' || text[at] == ';') break;
    if (text[at] == '-' && at > 0 && IsSpace(text[at - 1])) break;
  }
  const std::string_view segment = text.substr(0, at);
  text = at < text.size() ? text.substr(at + 1) : std::string_view();
  return Trim(segment);
}

std::string_view DropTail(std::string_view text) {
  for (;;) {
    text = TrimAny(text, ",:;-(");
    std::string_view rest = text;
    const std::string_view token = TakeLastToken(rest);
    const bool filler = EqualsFolded(token, "FOR") || EqualsFolded(token, "F0R") ||
                        EqualsFolded(token, "FR") || EqualsFolded(token, "THE") ||
                        EqualsFolded(token, "ON") || EqualsFolded(token, "BASED") ||
                        EqualsFolded(token, "E.O.") || EqualsFolded(token, "PER");
    if (!filler) return text;
    text = rest;
  }
}

std::string_view DropLabelAgain(std::string_view text) {
  if (StartsWithFolded(text, "CLASSIFIED BY")) text = TrimAny(text.substr(13), ":");
  return text;
}

std::string_view FindName(std::string_view text) {
  const bool mixed = HasLower(text);
  const std::string_view all = text;
  while (!text.empty()) {
    const std::string_view segment = TakeSegment(text);
    const std::string_view name = NameAtEnd(segment, mixed);
    if (name.empty()) continue;
    std::string_view ahead = text;
    const std::string_view suffix = TakeSegment(ahead);
    if (!IsSuffix(suffix)) return name;
    return {name.data(), static_cast<size_t>(suffix.end() - name.data())};
  }
  return all.substr(0, 0);
}

}  // namespace

void ReadClassifiedBy(std::string_view text, bool keep_raw, ParseContext& context) {
  cable::v1::ClassifiedBy* by = context.cable().mutable_classified_by();
  text = DropLabelAgain(Trim(text));
  if (keep_raw) context.AssignJoined(text, by->mutable_raw());
  const size_t reasons = FindReasons(text);
  if (reasons != text.npos) ReadReasons(text.substr(reasons), by);
  const std::string_view who = DropTail(text.substr(0, reasons));
  std::string_view name = FindName(who);
  // A full stop ends the sentence, unless it is an initial's or a suffix's.
  if (name.ends_with('.') && !IsSuffix(name.substr(name.find_last_of(' ') + 1))) {
    name.remove_suffix(1);
  }
  context.AssignJoined(name, by->mutable_name());
  std::string_view title = who;
  if (!name.empty()) {
    const auto before = static_cast<size_t>(name.data() - who.data());
    title = before > 0 ? who.substr(0, before) : who.substr(std::min(who.size(), name.size()));
  }
  context.AssignJoined(TrimAny(title, ",.:;-"), by->mutable_title());
}

void FindClassifiedBy(ParseContext& context) {
  constexpr int kMostParagraphs = 3;
  constexpr size_t kNear = 80;
  constexpr size_t kLongest = 1024;
  cable::v1::Cable& cable = context.cable();
  if (cable.has_classified_by()) return;
  for (int i = 0; i < std::min(cable.paragraphs_size(), kMostParagraphs); ++i) {
    const std::string_view text = cable.paragraphs(i).text();
    const size_t at = FindFolded(text.substr(0, kNear), "CLASSIFIED BY");
    if (at == text.npos) continue;
    ReadClassifiedBy(text.substr(at + 13, kLongest), false, context);
    return;
  }
}

}  // namespace cablestream
