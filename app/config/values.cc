#include "app/config/values.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "app/config/shown.h"

namespace cablestream {
namespace {

struct Unit {
  std::string_view name;
  int64_t milliseconds;
};

// The largest first: a duration is shown in the largest that divides it.
constexpr Unit kUnits[] = {
    {"d", 24LL * 60 * 60 * 1000},
    {"h", 60LL * 60 * 1000},
    {"m", 60LL * 1000},
    {"s", 1000},
    {"ms", 1},
};

std::optional<int64_t> ParseInteger(std::string_view text) {
  int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc::result_out_of_range) {
    return text.front() == '-' ? std::numeric_limits<int64_t>::min()
                               : std::numeric_limits<int64_t>::max();
  }
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<int64_t> ParseDuration(std::string_view text) {
  const size_t digits = std::min(text.find_first_not_of("-0123456789"), text.size());
  const auto number = ParseInteger(text.substr(0, digits));
  if (!number) return std::nullopt;
  if (text == "0") return 0;
  for (const Unit& unit : kUnits) {
    if (unit.name != text.substr(digits)) continue;
    int64_t milliseconds = 0;
    if (!__builtin_mul_overflow(*number, unit.milliseconds, &milliseconds)) return milliseconds;
    return *number < 0 ? std::numeric_limits<int64_t>::min() : std::numeric_limits<int64_t>::max();
  }
  return std::nullopt;
}

std::string FormatDuration(int64_t milliseconds) {
  for (const Unit& unit : kUnits) {
    if (milliseconds % unit.milliseconds == 0) {
      return std::to_string(milliseconds / unit.milliseconds) + std::string(unit.name);
    }
  }
  return std::to_string(milliseconds) + "ms";
}

std::string Join(std::span<const std::string_view> words) {
  std::string joined;
  for (const std::string_view word : words) {
    if (!joined.empty()) joined += ", ";
    joined += word;
  }
  return joined;
}

std::vector<std::string> SplitAtCommas(std::string_view text) {
  std::vector<std::string> parts;
  for (size_t begin = 0; !text.empty() && begin <= text.size();) {
    const size_t end = std::min(text.find(',', begin), text.size());
    parts.emplace_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

tl::unexpected<Error> Wrong(const Field& field, const std::string& text) {
  return Fail(ErrorCode::kInvalidArgument,
              "expected " + Expected(field) + ", found '" + Shown(text) + "'");
}

Result<FieldValue> ParseNumber(const Field& field, const std::string& text) {
  const auto number = field.kind == FieldKind::kInteger ? ParseInteger(text) : ParseDuration(text);
  if (!number) return Wrong(field, text);
  if (*number < field.min || *number > field.max) {
    return Fail(ErrorCode::kInvalidArgument,
                Shown(text) + " is out of range: expected " + Expected(field));
  }
  return FieldValue{.number = *number};
}

Result<FieldValue> ParseText(const Field& field, const std::string& text) {
  if (const std::string wrong = field.check(text); !wrong.empty()) {
    return Fail(ErrorCode::kInvalidArgument, wrong);
  }
  return FieldValue{.text = text};
}

Result<FieldValue> ParseList(const Field& field, const Setting& setting) {
  FieldValue value;
  value.items = setting.is_list ? setting.items : SplitAtCommas(setting.items.front());
  if (static_cast<int64_t>(value.items.size()) < field.min) {
    return Fail(ErrorCode::kInvalidArgument, "is empty");
  }
  for (const std::string& item : value.items) {
    if (const std::string wrong = field.check(item); !wrong.empty()) {
      return Fail(ErrorCode::kInvalidArgument, "'" + Shown(item) + "' " + wrong);
    }
  }
  return value;
}

Result<FieldValue> ParseScalar(const Field& field, const std::string& text) {
  switch (field.kind) {
    case FieldKind::kBool:
      if (text != "true" && text != "false") return Wrong(field, text);
      return FieldValue{.yes = text == "true"};
    case FieldKind::kChoice: {
      const auto found = std::find(field.choices.begin(), field.choices.end(), text);
      if (found == field.choices.end()) return Wrong(field, text);
      return FieldValue{.choice = static_cast<size_t>(found - field.choices.begin())};
    }
    case FieldKind::kDuration:
      if (field.may_be_unlimited && text == "unlimited") return FieldValue{.unlimited = true};
      return ParseNumber(field, text);
    case FieldKind::kInteger:
      return ParseNumber(field, text);
    case FieldKind::kText:
    case FieldKind::kList:
      break;
  }
  return ParseText(field, text);
}

}  // namespace

Result<FieldValue> ParseValue(const Field& field, const Setting& setting) {
  if (field.kind == FieldKind::kList) return ParseList(field, setting);
  if (setting.is_list) {
    return Fail(ErrorCode::kInvalidArgument, "expected " + Expected(field) + ", found a list");
  }
  return ParseScalar(field, setting.items.front());
}

std::string Expected(const Field& field) {
  switch (field.kind) {
    case FieldKind::kText:
      return "a text";
    case FieldKind::kList:
      return "a text or a list of texts";
    case FieldKind::kBool:
      return "true or false";
    case FieldKind::kInteger:
      return "a whole number, " + std::to_string(field.min) + " to " + std::to_string(field.max);
    case FieldKind::kDuration:
      return "a duration, " + (field.min == 0 ? "0" : FormatDuration(field.min)) + " to " +
             FormatDuration(field.max) + (field.may_be_unlimited ? ", or unlimited" : "");
    case FieldKind::kChoice:
      return "one of " + Join(field.choices);
  }
  return "";
}

}  // namespace cablestream
