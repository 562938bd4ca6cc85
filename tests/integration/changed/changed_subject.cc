// SetSubject with another rule, linked in front of the real one (--wrap): that a cable continues
// another one is no part of its subject.
#include <string>
#include <string_view>

#include "cable/v1/cable.pb.h"
#include "parser/subject.h"

// The linker's names of the two: the symbol comes from CMake.
#define SYMBOL_OF_REAL __asm__("__real_" SUBJECT_SYMBOL)
#define SYMBOL_OF_WRAPPER __asm__("__wrap_" SUBJECT_SYMBOL)

namespace cablestream {

void RealSetSubject(std::string_view text, ParseContext& context) SYMBOL_OF_REAL;
void ChangedSetSubject(std::string_view text, ParseContext& context) SYMBOL_OF_WRAPPER;

void ChangedSetSubject(std::string_view text, ParseContext& context) {
  RealSetSubject(text, context);
  constexpr std::string_view kContinued = ", CONTINUED";
  std::string& subject = *context.cable().mutable_subject();
  if (subject.ends_with(kContinued)) subject.resize(subject.size() - kContinued.size());
}

}  // namespace cablestream
