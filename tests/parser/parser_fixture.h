// Cables to test with: a whole one, and pieces of it.
#pragma once

#include <string>
#include <string_view>

#include "cable/v1/cable.pb.h"
#include "parser/span.h"

namespace cablestream::testing {

// Lines 1 to 8 of a message from AMEMBASSY VALLETTA, serial 417, 4 March 2009.
inline constexpr std::string_view kHeading =
    "VZCZCXYZ0417\n"
    "OO RUEHWEB RUEHLO\n"
    "DE RUEHVT #0417/01 0631412\n"
    "ZNR UUUUU ZZH\n"
    "O 041412Z MAR 09\n"
    "FM AMEMBASSY VALLETTA\n"
    "TO RUEHC/SECSTATE WASHDC IMMEDIATE 1904\n"
    "INFO RUEHLO/AMEMBASSY LONDON 0233\n"
    "RUCNMGH/MAGHREB COLLECTIVE\n"
    "\n";

inline constexpr std::string_view kClassificationLine = "UNCLAS VALLETTA 000417\n\n";

// The heading, its classification line, `lines`.
[[nodiscard]] std::string CableWith(std::string_view lines);

// The record of a message that must parse.
[[nodiscard]] cable::v1::Cable Record(std::string_view message);

// The spans tile the message, and coverage and `unparsed` say what they say.
void ExpectAccount(std::string_view message, const cable::v1::Cable& cable, const Spans& spans);

// Whether the record warns with this code.
[[nodiscard]] bool Warns(const cable::v1::Cable& cable, std::string_view code);

}  // namespace cablestream::testing
