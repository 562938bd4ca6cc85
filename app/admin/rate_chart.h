// A line over time, drawn as inline SVG.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace cablestream {

// `name` as it stands beside the line, and what is read aloud of it; `values` from the oldest to
// the newest, at the right edge, of `most` that fit. The scale ends at the greatest value.
[[nodiscard]] std::string RateChart(std::string_view name, std::span<const double> values,
                                    size_t most);

// `0`, `0.4`, `37`, `12,345`.
[[nodiscard]] std::string FormatRate(double per_second);

// `7`, `12,345`.
[[nodiscard]] std::string FormatCount(uint64_t count);

}  // namespace cablestream
