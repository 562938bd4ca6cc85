// How a message reference number is written: `08ASTANA1111`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace cablestream {

// `08ASTANA1111` of a year (four digits), a canonical post and a serial, appended to `out`.
void AppendReferenceNumber(uint32_t year, std::string_view post, std::string_view serial,
                           std::string* out);

// Without leading zeros; `0` stays.
[[nodiscard]] std::string_view StripZeros(std::string_view digits);

// A number with zeros before it.
void AppendPadded(uint32_t value, size_t width, std::string* out);

}  // namespace cablestream
