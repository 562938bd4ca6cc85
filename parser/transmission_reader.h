// Lines 1 to 5 of a heading, into the record and the facts that the identity is made from.
#pragma once

#include <string_view>

#include "parser/context.h"
#include "parser/date_time_line.h"
#include "parser/heading_state.h"
#include "parser/text_start.h"
#include "parser/transmission_lines.h"

namespace cablestream {

class TransmissionReader {
 public:
  TransmissionReader(const UpperHeadings& upper, HeadingState& state, ParseContext& context)
      : upper_(upper), state_(state), context_(context), cable_(context.cable()) {}

  // Reads lines 1, 3, 4 and 5. `rest` is what follows on the line, where its end was lost. False
  // for any other line.
  [[nodiscard]] bool Read(std::string_view line, std::string_view& rest);
  // Line 2, and its continuation.
  [[nodiscard]] bool ReadRouting(std::string_view line);
  // More of line 4: `ZOT RBDIC`.
  [[nodiscard]] bool ReadSignals(std::string_view line);
  // Whether a start of message may stand on the line; asked of each line in their order.
  [[nodiscard]] bool HoldsStartOfMessage(std::string_view line);
  // After the last line: the filing time, which the date completes.
  void Finish();

 private:
  bool SetId(std::string_view line, std::string_view id, std::string_view& rest);
  bool SetStation(std::string_view line, std::string_view& rest);
  void SetStation(std::string_view line, const StationLine& station);
  bool SetFormatLine(std::string_view line);
  void SetRouting(cable::v1::Precedence precedence, std::string_view indicators);
  bool SetSecurity(std::string_view line, const SecurityLine& security, std::string_view& rest);
  bool SetDate(std::string_view line, DateTimeLine date, std::string_view& rest);
  void CloseHeading();
  void ForgetStation();
  void AddSignals(std::string_view text);

  const UpperHeadings& upper_;
  HeadingState& state_;
  ParseContext& context_;
  cable::v1::Cable& cable_;
  const char* next_mark_ = nullptr;  // of a start of message; null = not looked for
  const char* heading_begin_ = nullptr;
  const char* station_begin_ = nullptr;
  std::string_view filing_;
};

}  // namespace cablestream
