// Short digests of groups of a cable's fields: what changed between two revisions, without keeping
// the older one.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace cable::v1 {
class Cable;
}

namespace cablestream {

inline constexpr std::array<std::string_view, 8> kDigestGroups = {
    "heading", "addressees", "classification", "tags", "subject", "references", "text", "signers"};

// One 16-bit digest a group, in the order of kDigestGroups. Any thread.
using Digests = std::array<uint16_t, kDigestGroups.size()>;
[[nodiscard]] Digests ComputeDigests(const cable::v1::Cable& cable);

}  // namespace cablestream
