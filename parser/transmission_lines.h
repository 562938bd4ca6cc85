// The grammar of lines 1 to 4 of a message: what each line says, without deciding what it means
// for the record.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "cable/v1/cable.pb.h"
#include "parser/text.h"

namespace cablestream {

// Line 1: `VZCZCXRO8638`, also with an archive's text before it on the line.
[[nodiscard]] bool ReadStartOfMessage(std::string_view line, std::string_view& id);

// Line 1 where no automatic relay reads it: `VV   PCB111`, `AEA 147`: channel letters and number.
[[nodiscard]] bool ReadChannelNumber(std::string_view line, std::string_view& id);

// `UU`, `HH`: a security warning, at the end of line 1 or alone.
[[nodiscard]] bool IsSecurityProsign(std::string_view text);

// Line 4 in the main: `RBDIC T RBDIC XYAG`, `T HAVF`: by whom the message is to be passed on.
[[nodiscard]] bool IsTransmissionInstruction(std::string_view line);

// `RUEHTA`, `RHMFISS`: a routing indicator.
[[nodiscard]] bool IsRoutingIndicator(std::string_view token);

// Line 2, or its continuation: `OO RUEHAST RUEHBI`.
struct RoutingLine {
  cable::v1::Precedence precedence = cable::v1::PRECEDENCE_UNSPECIFIED;
  std::string_view indicators;  // separated by blanks
};
[[nodiscard]] bool ReadRoutingLine(std::string_view line, RoutingLine& result);

// Line 3: `DE RUEHTA #1111/01 1651156`, `DE RXFPA 134B 02/0009Z`; also with a garbled `DE` or `#`
// where all the rest is there.
struct StationLine {
  std::string_view station;
  std::string_view serial;
  uint32_t part = 0;
  std::string_view filing;    // as printed
  uint32_t day_of_year = 0;   // 0 = not given
  uint32_t day_of_month = 0;  // given instead of it by `02/0009Z`
  std::string_view hhmm;
  bool garbled = false;
  std::string_view rest;
};
[[nodiscard]] bool ReadStationLineSlowly(std::string_view line, StationLine& result);
// Whether the line begins with DE, or with a letter or two, a routing indicator and `#`.
[[nodiscard]] inline bool MayBeStationLine(std::string_view line) {
  constexpr size_t kShortest = 8;
  constexpr size_t kNear = 16;
  if (StartsWithFolded(line, "DE")) return true;
  if (line.size() < kShortest) return false;
  const bool shaped = (line[1] == ' ' && line[2] == 'R') || (line[2] == ' ' && line[3] == 'R');
  return shaped && line.substr(0, kNear).find('#') != line.npos;
}
[[nodiscard]] inline bool ReadStationLine(std::string_view line, StationLine& result) {
  return MayBeStationLine(line) && ReadStationLineSlowly(line, result);
}

// Line 2 as JANAP 128 has it, with what else is on lines 2 and 3:
// `RTTUZYUW RUEHOS1234 0631412-UUUU--RUEHC RUEHLO.`
struct FormatLine {
  cable::v1::Precedence precedence = cable::v1::PRECEDENCE_UNSPECIFIED;
  StationLine station;
  std::string_view indicators;  // separated by blanks
};
[[nodiscard]] bool ReadFormatLine(std::string_view line, FormatLine& result);
// Whether a word of eight and a routing indicator may begin the line.
[[nodiscard]] inline bool MayBeFormatLine(std::string_view line) {
  constexpr size_t kCode = 8;
  return line.size() > 2 * kCode && line[kCode] == ' ' && line[kCode + 1] == 'R';
}

// Line 4: `ZNR UUUUU ZZH`, `ZNY CCCCC ZZH ZDK`.
struct SecurityLine {
  char letter = 0;        // 0 = not told
  std::string_view rest;  // where operating signals stand
};
[[nodiscard]] bool ReadSecurityLine(std::string_view line, SecurityLine& result);

// Takes the next operating signal (`ZDK`, `ZFF6`, `CCY`) off the front of `text`, skipping what is
// none; empty at the end. ZNR, ZNY and ZZH belong to the security line itself.
std::string_view TakeOperatingSignal(std::string_view& text);

// `Z`, `O`, `P`, `R`, `Y`, also doubled.
[[nodiscard]] cable::v1::Precedence PrecedenceOfProsign(std::string_view token);

// Takes a prosign off the front of `text`, without a look at the rest of a word that is none.
[[nodiscard]] cable::v1::Precedence TakeProsign(std::string_view& text);

}  // namespace cablestream
