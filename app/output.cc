#include "app/output.h"

#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "app/exit_status.h"
#include "common/log.h"

namespace cablestream {
namespace {

constexpr size_t kBufferBytes = size_t{64} << 10;

}  // namespace

bool LineWriter::Write(std::string_view line) {
  buffer_ += line;
  buffer_ += '\n';
  return buffer_.size() < kBufferBytes ? error_ == 0 : Flush();
}

bool LineWriter::Flush() {
  for (size_t written = 0; error_ == 0 && written < buffer_.size();) {
    const ssize_t count = write(fd_, buffer_.data() + written, buffer_.size() - written);
    if (count >= 0) {
      written += static_cast<size_t>(count);
    } else if (errno != EINTR) {
      error_ = errno;
    }
  }
  buffer_.clear();
  NoteReader();
  return error_ == 0;
}

void LineWriter::NoteReader() {
  pollfd output{fd_, 0, 0};
  const bool left = poll(&output, 1, 0) == 1 && (output.revents & POLLERR) != 0;
  if (error_ == 0 && left) error_ = EPIPE;
}

int FinishOutput(LineWriter& out, int status) {
  if (out.Flush() || out.error() == EPIPE) return status;
  LogError("output.failed", {{"error", std::strerror(out.error())}});
  return kExitFailed;
}

}  // namespace cablestream
