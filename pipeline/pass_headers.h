// Headers of a raw message that its record carries on, such as OpenTelemetry's `traceparent`.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "consumer/message.h"

namespace cablestream {

// Whether the name is one of a record's own headers, or is kept for cablestream's: such a header is
// never passed on, whatever the pattern.
[[nodiscard]] bool IsOwnHeader(std::string_view name);

// Those of `headers` whose names fit a pattern, in their order, repeated ones too. In a pattern *
// stands for any bytes, none included; all else for itself.
//
//   {"traceparent", "x-*"}  fits  traceparent, x-desk, x-;  not  Traceparent, my-x-desk
[[nodiscard]] std::vector<Header> HeadersToPass(const std::vector<std::string>& patterns,
                                                std::vector<Header> headers);

}  // namespace cablestream
