// Lines on standard output, for the commands whose output is read by other programs.
#pragma once

#include <string>
#include <string_view>

namespace cablestream {

// Buffers lines and writes them to a file descriptor, which it does not own. Used by one thread.
class LineWriter {
 public:
  explicit LineWriter(int fd) : fd_(fd) {}
  ~LineWriter() { Flush(); }
  LineWriter(const LineWriter&) = delete;
  LineWriter& operator=(const LineWriter&) = delete;

  // False once nothing can be written any more: stop, and look at error().
  bool Write(std::string_view line);
  // Notices a reader that has left even with nothing to write.
  bool Flush();

  // 0, or the errno of the write that failed. EPIPE: the reader has seen enough.
  [[nodiscard]] int error() const { return error_; }

 private:
  void NoteReader();

  const int fd_;
  std::string buffer_;
  int error_ = 0;
};

// The exit status of a command that wrote its lines and would else leave with `status`. Logs a
// failure; a reader that left is none.
[[nodiscard]] int FinishOutput(LineWriter& out, int status);

}  // namespace cablestream
