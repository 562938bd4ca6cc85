// An audit's report for people and for machines. Pure; any thread.
#pragma once

#include <string>

#include "audit/report.h"

namespace cablestream {

// A table of counts, then the imbalances that were kept, one a line:
//
//   lost            cables.raw/3/4711  08OSLO101  has no record, and nor has another message …
[[nodiscard]] std::string ReportText(const AuditReport& report);

// One object on one line:
//
//   {"balanced": false, "raw": 5, …, "imbalances": {"lost": 1, …}, "shown": [{"kind": "lost",
//   "topic": "cables.raw", "partition": 3, "offset": 4711, "message_id": "08OSLO101", …}]}
[[nodiscard]] std::string ReportJson(const AuditReport& report);

}  // namespace cablestream
