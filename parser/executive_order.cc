#include "parser/executive_order.h"

#include <algorithm>
#include <array>

#include "parser/dates.h"
#include "parser/text.h"
#include "parser/trim_marks.h"

namespace cablestream {
namespace {

using cable::v1::DeclassifyRule;

struct RuleWord {
  std::string_view word;
  DeclassifyRule rule;
};

// The first that stands in the line.
constexpr auto kRuleWords = std::to_array<RuleWord>({
    {"OADR", cable::v1::DECLASSIFY_RULE_OADR},
    {"XGDS", cable::v1::DECLASSIFY_RULE_XGDS},
    {"GDS", cable::v1::DECLASSIFY_RULE_GDS},
    {"ADS", cable::v1::DECLASSIFY_RULE_GDS},
    {"X1", cable::v1::DECLASSIFY_RULE_EXEMPT},
    {"X2", cable::v1::DECLASSIFY_RULE_EXEMPT},
    {"X3", cable::v1::DECLASSIFY_RULE_EXEMPT},
    {"X4", cable::v1::DECLASSIFY_RULE_EXEMPT},
    {"X5", cable::v1::DECLASSIFY_RULE_EXEMPT},
    {"X6", cable::v1::DECLASSIFY_RULE_EXEMPT},
    {"X7", cable::v1::DECLASSIFY_RULE_EXEMPT},
    {"X8", cable::v1::DECLASSIFY_RULE_EXEMPT},
    {"25X1", cable::v1::DECLASSIFY_RULE_EXEMPT},
    {"MR", cable::v1::DECLASSIFY_RULE_MANUAL_REVIEW},
    {"MANUAL REVIEW", cable::v1::DECLASSIFY_RULE_MANUAL_REVIEW},
});

constexpr auto kNotApplicable =
    std::to_array<std::string_view>({"N/A", "NA", "NONE", "NOT APPLICABLE"});

// `N/W`, `G/A`, `NKA`: a letter aside.
bool IsNearNotApplicable(std::string_view text) {
  const bool shaped = text.find('/') != text.npos || (text.starts_with('N') && text.ends_with('A'));
  return shaped && text.size() <= 3 && WithinOneEdit(text, "N/A");
}

DeclassifyRule RuleOf(std::string_view text) {
  for (std::string_view word : kNotApplicable) {
    if (StartsWithWord(text, word)) return cable::v1::DECLASSIFY_RULE_NOT_APPLICABLE;
  }
  if (IsNearNotApplicable(text)) return cable::v1::DECLASSIFY_RULE_NOT_APPLICABLE;
  for (const RuleWord& known : kRuleWords) {
    if (FindWord(text, known.word) != text.npos) return known.rule;
  }
  if (FindWord(text, "YEARS") != text.npos || FindWord(text, "YEAR") != text.npos) {
    return cable::v1::DECLASSIFY_RULE_DURATION;
  }
  if (FindFolded(text, "DECL") != text.npos && HasLetter(text.substr(4))) {
    return cable::v1::DECLASSIFY_RULE_EVENT;
  }
  return cable::v1::DECLASSIFY_RULE_UNSPECIFIED;
}

// Takes the order's number off the front; answers what it says. A digit may be a letter, and so may
// the colon.
std::string_view TakeNumber(std::string_view text, std::string* number) {
  size_t length = CountDigits(text);
  const size_t word = std::min(text.find_first_of(" \t\n:;,"), text.size());
  const std::string_view nearest = NearestOrder(text.substr(0, word));
  const bool garbled = word > length && (!nearest.empty() || word == length + 1);
  number->assign(garbled && !nearest.empty() ? nearest : text.substr(0, length));
  if (garbled) length = word;
  return TrimMarks<':', ';', ',', '.'>(text.substr(length));
}

}  // namespace

std::string_view NearestOrder(std::string_view number) {
  constexpr auto kOrders =
      std::to_array<std::string_view>({"11652", "12065", "12356", "12958", "13292", "13526"});
  for (std::string_view order : kOrders) {
    if (WithinOneEdit(number, order)) return order;
  }
  return {};
}

void ReadExecutiveOrder(std::string_view text, uint32_t year, ParseContext& context) {
  cable::v1::ExecutiveOrder* order = context.cable().mutable_executive_order();
  context.AssignJoined(text, order->mutable_raw());
  text = TakeNumber(text, order->mutable_number());
  CalendarDate date;
  if (FindDate(text, year, date)) {
    order->set_rule(cable::v1::DECLASSIFY_RULE_DATE);
    cable::v1::Date* on = order->mutable_declassify_on();
    on->set_year(date.year);
    on->set_month(date.month);
    on->set_day(date.day);
  } else {
    order->set_rule(RuleOf(text));
  }
  if (order->rule() == cable::v1::DECLASSIFY_RULE_UNSPECIFIED && !text.empty()) {
    context.Warn("order-not-understood", {}, text);
  }
}

}  // namespace cablestream
