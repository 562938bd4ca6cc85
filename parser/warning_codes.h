// The codes of the parser's warnings; docs/warnings.md says what each means.
#pragma once

#include <array>
#include <string_view>

namespace cablestream {

// Sorted.
inline constexpr auto kWarningCodes = std::to_array<std::string_view>({
    "address-garbled",
    "address-label",
    "another-reference-number",
    "caption-spelling",
    "classification-garbled",
    "classification-mismatch",
    "date-garbled",
    "end-serial-mismatch",
    "error-corrected",
    "filing-day-mismatch",
    "foreign-reference-number",
    "header-text-mismatch",
    "impossible-date",
    "incomplete-date",
    "label-missing",
    "line-doubled",
    "line-not-understood",
    "more-invalid-bytes",
    "more-warnings",
    "no-year",
    "order-not-understood",
    "originator-label",
    "paragraph-missing",
    "paragraph-numbers-with-extra-digit",
    "precedence-spelling",
    "reference-not-understood",
    "section-garbled",
    "station-garbled",
    "tags-run-together",
    "unknown-tag",
});

}  // namespace cablestream
