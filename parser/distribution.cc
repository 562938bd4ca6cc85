#include "parser/distribution.h"

#include <algorithm>
#include <array>

#include "parser/text.h"

namespace cablestream {
namespace {

constexpr auto kLabels = std::to_array<std::string_view>({"ACTION", "INFO", "ORIGIN"});

// `NEA-00`, `L-00`, `SP-02`, `SS-OO`.
bool IsOfficeCode(std::string_view token) {
  constexpr size_t kCount = 3;  // its dash too
  constexpr size_t kMostLetters = 6;
  if (token.size() <= kCount || token.size() > kMostLetters + kCount) return false;
  const size_t dash = token.size() - kCount;
  if (token[dash] != '-') return false;
  const std::string_view count = token.substr(dash + 1);
  return std::all_of(count.begin(), count.end(), [](char c) { return IsDigit(c) || c == 'O'; }) &&
         std::all_of(token.begin(), token.begin() + static_cast<ptrdiff_t>(dash),
                     [](char c) { return IsUpper(c) || IsDigit(c) || c == '/'; });
}

// `/001W`, `/038`.
bool IsCopyCount(std::string_view token) {
  return token.size() >= 3 && token.front() == '/' && IsDigit(token[1]);
}

// `------88EA99  090807Z /38`, `------------------088307`.
bool IsRouteMark(std::string_view line) {
  if (!line.starts_with("---") || HasLower(line)) return false;
  const size_t dashes = std::min(line.find_first_not_of('-'), line.size());
  const std::string_view number = TrimLeft(line.substr(dashes));
  const bool counted = CountDigits(number) >= 5 && line.starts_with("----------");
  return counted || (line.find("Z ") != line.npos && CountDigits(number) > 0);
}

using Codes = google::protobuf::RepeatedPtrField<std::string>;

// Null where the word is no label.
Codes* CodesOfLabel(std::string_view word, cable::v1::Distribution* distribution) {
  if (word == "ACTION") return distribution->mutable_action();
  if (word == "INFO") return distribution->mutable_info();
  if (word == "ORIGIN") return distribution->mutable_origin();
  return nullptr;
}

// Codes alone belong to the longest list, the last that was begun.
Codes* LastCodes(cable::v1::Distribution* distribution) {
  if (!distribution->info().empty()) return distribution->mutable_info();
  return distribution->action().empty() && !distribution->origin().empty()
             ? distribution->mutable_origin()
             : distribution->mutable_action();
}

bool IsLabel(std::string_view word) {
  return std::find(kLabels.begin(), kLabels.end(), word) != kLabels.end();
}

// `EUR-12  ISO-00  /059 R`, also with another label among them.
bool IsCodes(std::string_view text) {
  bool any = false;
  bool counted = false;
  for (std::string_view token = TakeToken(text); !token.empty(); token = TakeToken(text)) {
    const bool reader = counted && token.size() == 1 && IsUpper(token.front());
    const bool label = any && IsLabel(token);
    counted = IsCopyCount(token);
    if (!IsOfficeCode(token) && !counted && !reader && !label) return false;
    any = true;
  }
  return any;
}

// `DESIRED DISTRIBUTION`, with who desires it on the next line.
constexpr std::string_view kDesired = "DESIRED DISTRIBUTION";

bool IsDistributionLine(std::string_view line, bool continued, std::string_view before) {
  if (line.starts_with(kDesired)) return true;
  std::string_view rest = line;
  if (IsLabel(TakeToken(rest))) return IsCodes(rest);
  if (IsRouteMark(line)) return true;
  return continued && (IsCodes(line) || (before.ends_with(kDesired) && !HasLower(line)));
}

}  // namespace

bool ReadDistributionLine(std::string_view line, bool continued, ParseContext& context) {
  if (!IsDistributionLine(line, continued, context.cable().distribution().raw())) return false;
  cable::v1::Distribution* distribution = context.cable().mutable_distribution();
  if (!distribution->raw().empty()) distribution->mutable_raw()->push_back('\n');
  context.Append(line, distribution->mutable_raw());
  if (IsRouteMark(line)) return true;
  std::string_view rest = line;
  Codes* codes = LastCodes(distribution);
  for (std::string_view token = TakeToken(rest); !token.empty(); token = TakeToken(rest)) {
    if (Codes* labelled = CodesOfLabel(token, distribution); labelled != nullptr) codes = labelled;
    if (IsOfficeCode(token)) context.Assign(token, codes->Add());
  }
  return true;
}

}  // namespace cablestream
