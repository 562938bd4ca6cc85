// From the text of a setting to a field's value.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "app/config/fields.h"
#include "common/result.h"

namespace cablestream {

// One value as a source gives it. `origin` is what a person looks for to change it:
// `cables.yaml:7`, `CABLESTREAM_GROUP`, `--group`.
struct Setting {
  std::string key;  // `dedup.window`, `kafka.linger.ms`, `kafka.producer.linger.ms`
  std::vector<std::string> items;
  bool is_list = false;  // else `items` holds one text
  std::string origin;
};

// Fails with kInvalidArgument: the wrong type, out of range. The message is a clause that follows
// the key.
[[nodiscard]] Result<FieldValue> ParseValue(const Field& field, const Setting& setting);

// What a field takes, for help and errors: `true or false`, `1 to 5000`, `group, partition`.
[[nodiscard]] std::string Expected(const Field& field);

}  // namespace cablestream
