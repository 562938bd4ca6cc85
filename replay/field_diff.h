// In which fields two records of one raw message differ. Pure; any thread.
#pragma once

#include <string>
#include <vector>

#include "cable/v1/cable.pb.h"

namespace cablestream {

// The numbers of the fields of `cable.v1.Cable` whose values differ. Not looked at is what the same
// message may get in another run, or from another version whatever it reads: `source`,
// `generation`, `revision`, `supersedes`, `changed_fields`, `parser_version`.
[[nodiscard]] std::vector<int> DifferingFields(const cable::v1::Cable& one,
                                               const cable::v1::Cable& other);

// A copy that has these fields alone.
[[nodiscard]] cable::v1::Cable WithFields(const cable::v1::Cable& cable,
                                          const std::vector<int>& fields);

[[nodiscard]] std::string FieldName(int field);

// A unified diff of these fields as indented JSON, one hunk a field, without a heading:
//
//   @@ subject @@
//   - "subject": "A VISIT"
//   + "subject": "A VISIT TO OSLO"
[[nodiscard]] std::string UnifiedDiff(const cable::v1::Cable& before, const cable::v1::Cable& after,
                                      const std::vector<int>& fields);

}  // namespace cablestream
