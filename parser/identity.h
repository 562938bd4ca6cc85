// From what a heading and a text say, the key of deduplication.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "parser/context.h"
#include "parser/dates.h"
#include "parser/text_start.h"

namespace cablestream {

// What the heading says; empty or 0 where it doesn't.
struct HeadingFacts {
  std::string_view originator;
  std::string_view station;
  std::string_view station_serial;
  uint32_t station_part = 0;
  uint32_t filing_day_of_year = 0;
  uint32_t filing_day_of_month = 0;
  std::string_view filing_hhmm;
  std::string_view date_group;  // as printed
  uint32_t day = 0;
  uint32_t month = 0;
  uint32_t year = 0;
  std::string_view hhmm;
  uint32_t archive_year = 0;  // of a whole line of the archive before the heading
};

// Sets message_id, message_id_basis, mrn and section, with the warnings of each repair. False where
// nothing could be made an ID of.
[[nodiscard]] bool Identify(const TextStart& start, const HeadingFacts& facts, uint64_t hash,
                            ParseContext& context);

}  // namespace cablestream
