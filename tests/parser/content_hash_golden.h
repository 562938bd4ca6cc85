// The frozen values of the content hash, version 1. Never edit one: a hash that changes makes every
// text that was ever claimed look new. Add entries for a new version.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace cablestream {

inline constexpr std::string_view kHashedCable =
    "VZCZCXYZ0417\n"
    "OO RUEHWEB RUEHLO\n"
    "DE RUEHVT #0417/01 0631412\n"
    "ZNR UUUUU ZZH\n"
    "O 041412Z MAR 09\n"
    "FM AMEMBASSY VALLETTA\n"
    "TO RUEHC/SECSTATE WASHDC IMMEDIATE 1904\n"
    "\n"
    "UNCLAS VALLETTA 000417\n"
    "\n"
    "SENSITIVE\n"
    "\n"
    "E.O. 12958: N/A\n"
    "TAGS: PGOV MT\n"
    "SUBJECT: PORT CALLS\n"
    "\n"
    "1. (SBU) Ships of three navies came into\n"
    "the harbour by noon - the mayor's guests among them.\n"
    "\n"
    "2. (SBU) The Minister's staff counted eleven ships.\n"
    "\n"
    "ROE\n";

struct HashGolden {
  std::string_view message;
  uint64_t hash;
};

inline constexpr std::array<HashGolden, 5> kHashGoldens = {{
    {kHashedCable, 0x8069cd8f33691023U},
    {"R 041412Z MAR 09\nFM AMEMBASSY VALLETTA\nBT\nA text  without\ta line.\n",
     0x5d6a8582b6627decU},
    {std::string_view("UNCLAS VALLETTA 000417\n\n\xC2\xB6"
                      "B. \xFF\xFE bytes\0 and all.\n",
                      48),
     0xf853bd1567eba8a6U},
    {"No line at all.", 0x0d1d52bea3a8e37bU},
    {"VZCZC1\nR 051500Z MAR 09\nFM AMEMBASSY OSLO\nTO AMEMBASSY SUVA\nR 041412Z MAR 09\n"
     "FM AMEMBASSY VALLETTA\nTO AMEMBASSY OSLO\nUNCLAS VALLETTA 000417\nText.\n",
     0xe3e3cc856f33cb62U},
}};

}  // namespace cablestream
