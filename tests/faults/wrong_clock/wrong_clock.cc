// Preloaded into a member, it puts the wall clock wrong by as many seconds as the file
// WRONG_CLOCK says, which may change at any time. Waiting until a time of that clock still ends
// when it should: a jump in the midst of such a wait is not modelled.
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/time.h>
#include <threads.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <ctime>

namespace {

template <typename Function>
Function Real(Function /*same*/, const char* name) {
  return reinterpret_cast<Function>(dlsym(RTLD_NEXT, name));
}

time_t ReadSecondsOff() {
  const char* path = std::getenv("WRONG_CLOCK");
  const int file = path == nullptr ? -1 : open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return 0;
  char text[32] = {};
  const ssize_t size = read(file, text, sizeof text - 1);
  (void)close(file);
  return size > 0 ? std::strtol(text, nullptr, 10) : 0;
}

std::atomic<time_t> seconds_off = 0;
std::atomic<time_t> seconds_off_before = 0;

time_t SecondsOff() {
  const time_t now = ReadSecondsOff();
  const time_t before = seconds_off.exchange(now);
  if (before != now) seconds_off_before = before;
  return now;
}

// A time that was made before the last jump is one of the clock before it: none lies so far off.
timespec InRealTime(const timespec* wrong) {
  constexpr time_t kLongestWait = 900;
  timespec now{};
  static const auto real = Real(&clock_gettime, "clock_gettime");
  (void)real(CLOCK_REALTIME, &now);
  time_t until = wrong->tv_sec - SecondsOff();
  if (std::abs(until - now.tv_sec) > kLongestWait) until = wrong->tv_sec - seconds_off_before;
  return {until, wrong->tv_nsec};
}

}  // namespace

extern "C" {

int clock_gettime(clockid_t clock, timespec* now) noexcept {
  static const auto real = Real(&clock_gettime, "clock_gettime");
  const int status = real(clock, now);
  if (status == 0 && clock == CLOCK_REALTIME) now->tv_sec += SecondsOff();
  return status;
}

int gettimeofday(timeval* now, void* zone) noexcept {
  static const auto real = Real(&gettimeofday, "gettimeofday");
  const int status = real(now, zone);
  if (status == 0) now->tv_sec += SecondsOff();
  return status;
}

time_t time(time_t* now) noexcept {
  timespec precise{};
  (void)clock_gettime(CLOCK_REALTIME, &precise);
  if (now != nullptr) *now = precise.tv_sec;
  return precise.tv_sec;
}

int timespec_get(timespec* now, int base) noexcept {
  static const auto real = Real(&timespec_get, "timespec_get");
  const int status = real(now, base);
  if (status == TIME_UTC) now->tv_sec += SecondsOff();
  return status;
}

int cnd_timedwait(cnd_t* condition, mtx_t* mutex, const timespec* until) {
  static const auto real = Real(&cnd_timedwait, "cnd_timedwait");
  const timespec in_real_time = InRealTime(until);
  return real(condition, mutex, &in_real_time);
}

int pthread_cond_timedwait(pthread_cond_t* condition, pthread_mutex_t* mutex,
                           const timespec* until) {
  static const auto real = Real(&pthread_cond_timedwait, "pthread_cond_timedwait");
  const timespec in_real_time = InRealTime(until);
  return real(condition, mutex, &in_real_time);
}

}  // extern "C"
