#include "app/crash_handlers.h"

#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include <functional>

#include "temp_folder.h"

namespace cablestream {
namespace {

constexpr ParsedMessage kMessage{"cables.raw", 3, 4711, "some bytes"};

// Overwrites its own frames in the end, however much the optimizer makes of it.
__attribute__((noinline)) int Overflow(int depth) {
  volatile char frame[1024];
  frame[0] = static_cast<char>(depth);
  return depth < 0 ? 0 : Overflow(depth + 1) + frame[0];
}

struct Crash {
  const char* name;
  void (*happens)();
};

constexpr Crash kCrashes[] = {
    {"BadAddress", [] { *reinterpret_cast<volatile int*>(16) = 1; }},
    {"StackOverflow", [] { (void)Overflow(0); }},
    {"Abort", [] { abort(); }},
    {"RaisedSegv", [] { raise(SIGSEGV); }},
    {"RaisedBus", [] { raise(SIGBUS); }},
    {"RaisedFpe", [] { raise(SIGFPE); }},
    {"IllegalInstruction", [] { __builtin_trap(); }},
    {"Terminate", [] { std::terminate(); }},
};

class CrashHandlersTest : public testing::Test {
 protected:
  // Another process does this while it parses kMessage, or between two messages; how it ended.
  int Child(const std::function<void()>& act, bool parsing = true) {
    const pid_t child = fork();
    if (child == 0) {
      const auto notes = CrashNotes::Open(file(), "1");
      if (!notes) _exit(99);
      const CrashHandlers handlers(**notes);
      (*notes)->Enter(kMessage);
      if (!parsing) (*notes)->Leave();
      act();
      _exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    return status;
  }
  [[nodiscard]] int Crashes() const {
    const auto notes = CrashNotes::Open(file(), "1");
    const std::optional<size_t> slot = (*notes)->Find(kMessage);
    return slot ? (*notes)->CrashesIn(*slot) : 0;
  }
  [[nodiscard]] std::string file() const { return folder_.Path("crashes"); }

  const TempFolder folder_;
};

// By the signal, or with a sanitizer's report.
bool EndedBadly(int status) {
  return WIFSIGNALED(status) || (WIFEXITED(status) && WEXITSTATUS(status) != 0);
}

class EachCrashTest : public CrashHandlersTest, public testing::WithParamInterface<Crash> {};

INSTANTIATE_TEST_SUITE_P(Crash, EachCrashTest, testing::ValuesIn(kCrashes),
                         [](const auto& test) { return std::string(test.param.name); });

TEST_P(EachCrashTest, IsNotedAndStillEndsTheProcess) {
  for (int crashes = 1; crashes <= 2; ++crashes) {
    EXPECT_TRUE(EndedBadly(Child(GetParam().happens)));
    EXPECT_EQ(Crashes(), crashes);
  }
}

TEST_P(EachCrashTest, IsLaidToNoMessageBetweenTwo) {
  EXPECT_TRUE(EndedBadly(Child(GetParam().happens, /*parsing=*/false)));
  EXPECT_EQ(Crashes(), 0);
}

// Whatever somebody else sends says nothing about the message.
TEST_F(CrashHandlersTest, NotesNoSignalFromOutside) {
  for (const int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGKILL, SIGTERM}) {
    const int status = Child([signal] {
      const pid_t target = getpid();
      if (fork() == 0) {
        kill(target, signal);
        _exit(0);
      }
      while (true) pause();
    });
    EXPECT_TRUE(EndedBadly(status)) << signal;
    EXPECT_EQ(Crashes(), 0) << signal;
  }
}

TEST_F(CrashHandlersTest, GivesTheSignalsBack) {
  struct sigaction before = {};
  struct sigaction after = {};
  sigaction(SIGSEGV, nullptr, &before);
  {
    const auto notes = CrashNotes::Open(file(), "1");
    const CrashHandlers handlers(**notes);
  }
  sigaction(SIGSEGV, nullptr, &after);
  EXPECT_EQ(after.sa_handler, before.sa_handler);
}

}  // namespace
}  // namespace cablestream
