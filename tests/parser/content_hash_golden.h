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

inline constexpr std::array<HashGolden, 13> kHashGoldens = {{
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
    {"DE RUEHVT #0417 0631412\nR 041412Z MAR 09\nFM AMEMBASSY VALLETTA\n"
     "O N F I D E N T I A L SECTION 01 OF 02 VALLETTA 000417\nText.\n",
     0xf59967910909289eU},
    {"DE RUEHVT #0417 0631412\nR 041412Z MAR 09\nFM AMEMBASSY VALLETTA\n"
     "UNQZAS VALLETTA 000417 NOFORN\nText.\n",
     0xc6db576df0ba72c0U},
    {"1,2009-03-04,09VALLETTA417,Embassy Valletta,UNCLASSIFIED,\"FM AMEMBASSY VALLETTA\n"
     "TO RUEHC/SECSTATE WASHDC\",\"C O N F I D E N T I A L VALLETTA 000417\nText.\n",
     0x36494db8d591f091U},
    {"1\t2009-03-04\t09VALLETTA417\tEmbassy\tVZCZC1\nINFO RUEHLO/AMEMBASSY LONDON\t"
     "SECRET VALLETTA 000417\nText.\n",
     0xa6e85e9c73dc3c71U},
    {"FM AMEMBASSY THE HAGUE\nUNCLAS THE HAGUE 000417\nSo it went THE HAGUE 00000417  001.2 OF 002 "
     "on\nTHE HAGUE 00000417 002 OF 002\nand ended.\n",
     0xa4e8169fe4873956U},
    {"UNCLAS VALLETTA 000417\nOne\nUNCLAS\nPAGE 02   VALLETTA  000417 041412Z\nUNCLAS\ntwo.\n"
     "CONFIDENTIAL\nthree\nBT\n#0417\nNNNN\n",
     0x8ff7723463cd6defU},
    {"DE RUEHVT 118B 05/0730Z\nR 050715Z JUN\nBT\nUNCLAS FOR PIER FROM DEPOT 60396\n"
     "011200Z JUN PD\nTO SEND\nBT\n",
     0x9ca7aeaf6f172628U},
    {"SECRET\nPAGE 01  VALLET  00417  041412Z\nR 041412Z MAR 75\nFM AMEMBASSY VALLETTA\nTO "
     "SECSTATE\nS E C R E T VALLETTA 0417\nE.O. 11652: GDS \\\n\xC2\xA0 A\xC2\xB6"
     "1. b\n",
     0x1dfecb2fed81f1b0U},
}};

}  // namespace cablestream
