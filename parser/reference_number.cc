#include "parser/reference_number.h"

#include <charconv>
#include <iterator>
#include <limits>

namespace cablestream {

void AppendPadded(uint32_t value, size_t width, std::string* out) {
  char digits[std::numeric_limits<uint32_t>::digits10 + 1];
  const auto size =
      static_cast<size_t>(std::to_chars(digits, std::end(digits), value).ptr - digits);
  if (size < width) out->append(width - size, '0');
  out->append(digits, size);
}

std::string_view StripZeros(std::string_view digits) {
  const size_t first = digits.find_first_not_of('0');
  if (first != digits.npos) return digits.substr(first);
  return digits.empty() ? digits : digits.substr(digits.size() - 1);
}

void AppendReferenceNumber(uint32_t year, std::string_view post, std::string_view serial,
                           std::string* out) {
  if (year != 0) AppendPadded(year % 100, 2, out);
  out->append(post);
  out->append(StripZeros(serial));
}

}  // namespace cablestream
