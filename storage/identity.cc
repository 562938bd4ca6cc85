#include "storage/identity.h"

namespace cablestream {

std::string_view DedupScopeName(DedupScope scope) {
  return scope == DedupScope::kGroup ? "group" : "partition";
}

std::optional<DedupScope> ParseDedupScope(std::string_view name) {
  for (const DedupScope scope : {DedupScope::kGroup, DedupScope::kPartition}) {
    if (name == DedupScopeName(scope)) return scope;
  }
  return std::nullopt;
}

}  // namespace cablestream
