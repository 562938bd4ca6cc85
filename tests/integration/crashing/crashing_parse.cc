// MessageParser::ReadHead as it would be if it had faults: linked in front of the real one
// (--wrap), in a program of the tests' own. The text of a message says which:
//
//   THE PARSER FAILS: SEGV        BUS, FPE, ILL, ABRT, OVERFLOW likewise
//   THE PARSER HANGS              until somebody kills the process; it says so on standard error
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <string_view>

#include "parser/parser.h"

// The linker's names of the two: the symbol comes from CMake.
#define SYMBOL_OF_REAL __asm__("__real_" PARSE_SYMBOL)
#define SYMBOL_OF_WRAPPER __asm__("__wrap_" PARSE_SYMBOL)

namespace cablestream {
namespace {

constexpr std::string_view kFails = "THE PARSER FAILS: ";
constexpr std::string_view kHangs = "THE PARSER HANGS";

__attribute__((noinline)) int Overflow(int depth) {
  volatile char frame[1024];
  frame[0] = static_cast<char>(depth);
  return depth < 0 ? 0 : Overflow(depth + 1) + frame[0];
}

void FailAs(std::string_view fault) {
  if (fault.starts_with("SEGV")) *reinterpret_cast<volatile int*>(16) = 1;
  if (fault.starts_with("BUS")) raise(SIGBUS);
  if (fault.starts_with("FPE")) raise(SIGFPE);
  if (fault.starts_with("ILL")) __builtin_trap();
  if (fault.starts_with("ABRT")) abort();
  if (fault.starts_with("OVERFLOW")) (void)Overflow(0);
}

[[noreturn]] void Hang() {
  constexpr std::string_view kLine = "parser.hangs\n";
  while (write(STDERR_FILENO, kLine.data(), kLine.size()) < 0) {
  }
  while (true) pause();
}

}  // namespace

// A member function is called as one whose first parameter is the object.
tl::expected<void, ParseError> RealReadHead(MessageParser* parser, std::string_view message,
                                            cable::v1::Cable& cable) SYMBOL_OF_REAL;
tl::expected<void, ParseError> FaultyReadHead(MessageParser* parser, std::string_view message,
                                              cable::v1::Cable& cable) SYMBOL_OF_WRAPPER;

tl::expected<void, ParseError> FaultyReadHead(MessageParser* parser, std::string_view message,
                                              cable::v1::Cable& cable) {
  if (const size_t at = message.find(kFails); at != std::string_view::npos) {
    FailAs(message.substr(at + kFails.size()));
  }
  if (message.find(kHangs) != std::string_view::npos) Hang();
  return RealReadHead(parser, message, cable);
}

}  // namespace cablestream
