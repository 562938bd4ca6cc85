// A diff's report for people and for machines. Pure; any thread.
#pragma once

#include <string>

#include "replay/diff.h"

namespace cablestream {

// Counts of records, of fields, and of what was not compared; then the examples, each changed one
// as a unified diff. Holds text of cables where there are examples.
[[nodiscard]] std::string DiffText(const DiffReport& report);

// One object on one line:
//
//   {"equal": 97, "changed": 2, "added": 1, "lost": 0, "percent": 3, "fields": {"subject": 2}, …,
//   "examples": [{"kind": "changed", "message_id": "08OSLO101", "source": "cables.raw/3/4711",
//   "fields": ["subject"], "before": {"subject": "A VISIT"}, "after": {…}}]}
[[nodiscard]] std::string DiffJson(const DiffReport& report);

}  // namespace cablestream
