// Cuts a stream of bytes into messages.
//
// A message ends at byte 0x1E, which belongs to none, or at a line `NNNN` that is followed, blank
// space aside, by a start of message (`VZCZC`, `ZCZC`): that line is the message's last, the blank
// space belongs to none. Nothing else splits; the bytes of a message are as they came.
//
//   "A\x1E" "B"                    -> "A", "B"
//   "A\nNNNN\n\n" "VZCZCXYZ0000"   -> "A\nNNNN\n", "VZCZCXYZ0000"
//   "A\nNNNN\n\n" "B"              -> "A\nNNNN\n\nB"
//   "A\x1E\n"                      -> "A"; a blank rest is no message
//   ""                             -> ""; a stream holds one at least
//
// Time is linear in the bytes; memory is one message's, `max_message` at most.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace cablestream {

struct SplitMessage {
  std::string_view bytes;  // valid until the next call; empty where it is oversized
  bool oversized = false;  // longer than max_message: its bytes were let go
};

class Splitter {
 public:
  explicit Splitter(size_t max_message) : max_message_(max_message) {}

  // Takes in the next bytes of the stream. Take all messages out first.
  void Add(std::string_view bytes);

  // No more bytes will come.
  void Finish() { finished_ = true; }

  // The next whole message; nullopt where more bytes are needed or, once finished, none is left.
  [[nodiscard]] std::optional<SplitMessage> Next();

 private:
  enum class State { kText, kAfterEndLine };

  // Each looks on from `scan_`; true where a message ends, which sets `end_` and `next_`.
  bool ScanText();
  bool ScanAfterEndLine();
  bool EndAt(size_t end, size_t next);
  [[nodiscard]] bool IsEndLine(size_t line_end) const;
  SplitMessage Take(size_t end, size_t next);
  void LetGoOfOversized();

  const size_t max_message_;
  std::string buffer_;
  // Places in the buffer, `begin_` <= all others.
  size_t begin_ = 0;  // of the message, or of what is kept of an oversized one
  size_t line_ = 0;   // of the line looked at; npos: its beginning is gone
  size_t scan_ = 0;   // of what has not been looked at
  size_t end_ = 0;    // of the message: before a 0x1E, or behind a line NNNN
  size_t next_ = 0;   // where the message behind it begins
  State state_ = State::kText;
  bool first_ = true;
  bool oversized_ = false;
  bool finished_ = false;
};

}  // namespace cablestream
