// Any bytes: no crash; and a claim that is read is written so that it is read again as it was.
#include <google/protobuf/stubs/logging.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "storage/claim.h"

// Protobuf says on standard error which strings are not UTF-8: here most.
extern "C" int LLVMFuzzerInitialize(int*, char***) {
  google::protobuf::SetLogHandler(nullptr);
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace cablestream;
  const auto claim = DecodeClaim({reinterpret_cast<const char*>(data), size});
  if (!claim) return 0;
  const std::string written = EncodeClaim(*claim);
  const auto again = DecodeClaim(written);
  if (!again || !(*again == *claim) || EncodeClaim(*again) != written) std::abort();
  return 0;
}
