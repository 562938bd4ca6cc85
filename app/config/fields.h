// The one table of configuration fields. The YAML file, the environment, the flags, their help and
// `cablestream config` all follow from it.
#pragma once

#include <chrono>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "app/config/config.h"

namespace cablestream {

enum class FieldKind {
  kText,
  kList,      // in YAML one or a list, elsewhere separated by commas; [min, max] items
  kBool,      // true, false
  kInteger,   // in [min, max]
  kDuration,  // 500ms, 90s, 15m, 12h, 30d; [min, max] in milliseconds
  kChoice,    // one of `choices`
};

// A value that its field has accepted; which member holds it follows from the kind.
struct FieldValue {
  std::string text = {};
  std::vector<std::string> items = {};
  bool yes = false;
  int64_t number = 0;  // of a duration: milliseconds
  bool unlimited = false;
  size_t choice = 0;  // index into `choices`
};

struct Field {
  std::string_view key;  // `dedup.window`
  FieldKind kind = FieldKind::kText;
  std::string_view standard;  // the default, as a user would write it
  std::string_view help;
  std::string_view flag = {};  // `--group`; empty: `--set` alone
  int64_t min = 0;
  int64_t max = std::numeric_limits<int64_t>::max();
  bool may_be_unlimited = false;
  bool secret = false;  // never shown
  std::span<const std::string_view> choices = {};
  // What is wrong with one text (an item of a list); empty: nothing.
  std::string (*check)(std::string_view text) = nullptr;
  void (*store)(Config& config, const FieldValue& value) = nullptr;
};

[[nodiscard]] std::span<const Field> Fields();

// The field of a key; nullptr where there is none.
[[nodiscard]] const Field* FindField(std::string_view key);

// `dedup.window` -> `CABLESTREAM_DEDUP_WINDOW`.
[[nodiscard]] std::string EnvironmentName(std::string_view key);

}  // namespace cablestream
