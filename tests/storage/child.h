// A program run beside the test, started with exec: a fork would hang in RocksDB's threads.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace cablestream {

class Child {
 public:
  // Its standard output goes to the test. Throws if it can't be started.
  explicit Child(std::vector<std::string> command);
  ~Child();  // kills it
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  // Waits for so many bytes of its output; the ones it wrote before it ended, if those are fewer.
  [[nodiscard]] std::string Read(size_t bytes);

  void Kill();  // -9, and waits for its end

 private:
  pid_t pid_ = -1;
  int output_ = -1;
};

}  // namespace cablestream
