#include "failpoints.h"

#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <deque>
#include <fstream>
#include <string>

#include "common/log.h"

namespace cablestream {
namespace {

struct Armed {
  std::string point;
  int count = 0;
  std::string action;
  long microseconds = 0;
};

std::deque<Armed> armed;
OpenWork open_work = OpenWork::kNothing;

const char* Name(OpenWork work) {
  switch (work) {
    case OpenWork::kTransaction:
      return "transaction";
    case OpenWork::kCommitted:
      return "committed";
    case OpenWork::kRestore:
      return "restore";
    case OpenWork::kRevocation:
      return "revocation";
    case OpenWork::kNothing:
      break;
  }
  return "nothing";
}

void TakeFile() {
  static const char* const path = std::getenv("FAILPOINT");
  if (path == nullptr || access(path, R_OK) != 0) return;
  armed.clear();
  std::ifstream file(path);
  Armed next;
  while (file >> next.point >> next.count >> next.action >> next.microseconds) {
    armed.push_back(next);
  }
  std::remove(path);
}

void KillLater(long microseconds) {
  sigevent event{};
  event.sigev_notify = SIGEV_SIGNAL;
  event.sigev_signo = SIGKILL;
  timer_t timer{};
  itimerspec due{};
  due.it_value.tv_nsec = microseconds * 1000;
  if (timer_create(CLOCK_MONOTONIC, &event, &timer) != 0 ||
      timer_settime(timer, 0, &due, nullptr) != 0) {
    std::abort();
  }
}

}  // namespace

void NoteOpen(OpenWork work) {
  if (work == open_work) return;
  open_work = work;
  LogDebug("failpoint.open", {{"open", Name(work)}});
}

OpenWork Open() {
  return open_work;
}

bool FailsAt(std::string_view point) {
  TakeFile();
  if (armed.empty() || armed.front().point != point) return false;
  const bool last = --armed.front().count <= 0;
  const Armed due = armed.front();
  const bool fails = due.action == "fail";
  if (!fails && !last) return false;
  if (last) armed.pop_front();
  LogWarning("failpoint.hit",
             {{"point", point}, {"action", due.action}, {"open", Name(open_work)}});
  if (due.action == "stop") raise(SIGSTOP);
  if (due.action == "kill" && due.microseconds == 0) raise(SIGKILL);
  if (due.action == "kill") KillLater(due.microseconds);
  return fails;
}

void At(std::string_view point) {
  (void)FailsAt(point);
}

}  // namespace cablestream
