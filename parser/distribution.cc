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

// `------88EA99  090807Z /38`, `------------------088307  090807Z /38`.
bool IsRouteMark(std::string_view line) {
  return line.starts_with("---") && line.find("Z ") != line.npos &&
         line.find_first_of("0123456789") != line.npos;
}

using Codes = google::protobuf::RepeatedPtrField<std::string>;

Codes* TakeLabel(std::string_view& rest, ParseContext& context, bool continued) {
  cable::v1::Distribution* distribution = context.cable().mutable_distribution();
  struct Label {
    std::string_view word;
    Codes* codes;
  };
  const Label labels[] = {{"ACTION", distribution->mutable_action()},
                          {"INFO", distribution->mutable_info()},
                          {"ORIGIN", distribution->mutable_origin()}};
  for (const Label& label : labels) {
    if (!StartsWithWord(rest, label.word)) continue;
    rest.remove_prefix(label.word.size());
    return label.codes;
  }
  if (!continued) return nullptr;
  // Codes alone belong to the longest list, the last that was begun.
  return distribution->info().empty() ? distribution->mutable_action()
                                      : distribution->mutable_info();
}

bool IsCodes(std::string_view text) {
  bool any = false;
  for (std::string_view token = TakeToken(text); !token.empty(); token = TakeToken(text)) {
    if (!IsOfficeCode(token) && !IsCopyCount(token)) return false;
    any = true;
  }
  return any;
}

bool IsDistributionLine(std::string_view line, bool continued) {
  for (std::string_view label : kLabels) {
    if (StartsWithWord(line, label)) return IsCodes(line.substr(label.size()));
  }
  return continued ? IsCodes(line) || IsRouteMark(line) : IsRouteMark(line);
}

}  // namespace

bool ReadDistributionLine(std::string_view line, bool continued, ParseContext& context) {
  if (!IsDistributionLine(line, continued)) return false;
  cable::v1::Distribution* distribution = context.cable().mutable_distribution();
  if (!distribution->raw().empty()) distribution->mutable_raw()->push_back('\n');
  context.Append(line, distribution->mutable_raw());
  if (IsRouteMark(line)) return true;
  std::string_view rest = line;
  Codes* codes = TakeLabel(rest, context, continued);
  for (std::string_view token = TakeToken(rest); !token.empty(); token = TakeToken(rest)) {
    if (IsOfficeCode(token)) context.Assign(token, codes->Add());
  }
  return true;
}

}  // namespace cablestream
