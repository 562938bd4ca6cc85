// What a user may say to librdkafka, and what the program keeps for itself. Pure; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/result.h"

namespace cablestream {

// One spelling for a property with several: `compression.codec` -> `compression.type`. Two layers
// of configuration then mean the same thing when they name the same thing.
[[nodiscard]] std::string_view PropertyName(std::string_view name);

// Whether the value must never be shown: passwords, private keys, client secrets.
[[nodiscard]] bool IsSecretProperty(std::string_view name);

// Fails with kInvalidArgument where librdkafka does not know the property or refuses the value, and
// where a promise of the program rests on the property. The message is a clause that follows the
// name ("is reserved: offsets are committed inside transactions"), and holds no secret.
[[nodiscard]] Status CheckUserProperty(const std::string& name, const std::string& value);

// Whether librdkafka has a property of this name, reserved or not.
[[nodiscard]] bool IsKnownProperty(const std::string& name);

// The names that librdkafka has a default for: hints at what was meant.
[[nodiscard]] std::vector<std::string> KnownProperties();

}  // namespace cablestream
