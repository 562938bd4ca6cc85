#include "parser/content_hash.h"

#include "parser/text_hash.h"

namespace cablestream {

std::optional<uint64_t> ContentHash(std::string_view message, uint32_t version) {
  if (version != 1) return std::nullopt;
  return HashTextV1(message);
}

}  // namespace cablestream
