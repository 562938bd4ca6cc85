#include "parser/content_hash.h"

#include "parser/text_hash.h"
#include "parser/text_start.h"

namespace cablestream {

std::optional<uint64_t> ContentHash(std::string_view message, uint32_t version) {
  if (version != 1) return std::nullopt;
  const TextStart start = FindTextStart(message);
  return HashTextV1(message, start, FindUpperHeadings(message, start));
}

}  // namespace cablestream
