#include "app/input/splitter.h"

#include <algorithm>

namespace cablestream {
namespace {

constexpr char kSeparator = '\x1E';
constexpr std::string_view kEndLine = "NNNN";
constexpr std::string_view kStarts[] = {"VZCZC", "ZCZC"};
constexpr std::string_view kBlank = " \t\r\n\v\f";

// A line NNNN with more blank space around it than this is none.
constexpr size_t kMaxEndLine = 4096;

bool IsBlank(char c) {
  return kBlank.find(c) != std::string_view::npos;
}

std::string_view Trim(std::string_view text) {
  const size_t first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

}  // namespace

void Splitter::Add(std::string_view bytes) {
  buffer_.erase(0, begin_);
  for (size_t* place : {&line_, &scan_, &end_, &next_}) {
    if (*place != std::string::npos) *place -= std::min(*place, begin_);
  }
  begin_ = 0;
  buffer_ += bytes;
}

std::optional<SplitMessage> Splitter::Next() {
  bool moves = true;
  while (moves && scan_ < buffer_.size()) {
    const size_t before = scan_;
    const State state = state_;
    if (state_ == State::kText ? ScanText() : ScanAfterEndLine()) return Take(end_, next_);
    moves = scan_ != before || state_ != state;  // else it waits for more bytes
  }
  if (!finished_) {
    LetGoOfOversized();
    return std::nullopt;
  }
  const bool blank = Trim(std::string_view(buffer_).substr(begin_)).empty();
  if (blank && !first_ && !oversized_) return std::nullopt;
  return Take(buffer_.size(), buffer_.size());
}

// Goes on to the end of the line or the next separator.
bool Splitter::ScanText() {
  const auto stops = [](char c) { return c == kSeparator || c == '\n'; };
  const size_t stop = std::find_if(buffer_.begin() + scan_, buffer_.end(), stops) - buffer_.begin();
  scan_ = std::min(stop + 1, buffer_.size());
  if (stop == buffer_.size()) return false;
  if (buffer_[stop] == kSeparator) return EndAt(stop, stop + 1);
  if (IsEndLine(stop)) {
    end_ = stop + 1;
    state_ = State::kAfterEndLine;
  }
  line_ = stop + 1;
  return false;
}

// Passes the blank space behind a line NNNN, then decides by what follows.
bool Splitter::ScanAfterEndLine() {
  while (scan_ < buffer_.size() && IsBlank(buffer_[scan_])) {
    if (buffer_[scan_++] == '\n') line_ = scan_;
  }
  const std::string_view rest = std::string_view(buffer_).substr(scan_);
  for (const std::string_view start : kStarts) {
    if (rest.starts_with(start)) return EndAt(end_, scan_);
    if (start.starts_with(rest) && !finished_) return false;
  }
  state_ = State::kText;
  return false;
}

bool Splitter::EndAt(size_t end, size_t next) {
  end_ = end;
  next_ = next;
  return true;
}

bool Splitter::IsEndLine(size_t line_end) const {
  return line_ != std::string::npos &&
         Trim(std::string_view(buffer_).substr(line_, line_end - line_)) == kEndLine;
}

SplitMessage Splitter::Take(size_t end, size_t next) {
  SplitMessage message;
  message.oversized = oversized_ || end - begin_ > max_message_;
  if (!message.oversized) message.bytes = std::string_view(buffer_).substr(begin_, end - begin_);
  begin_ = line_ = scan_ = next;
  state_ = State::kText;
  first_ = oversized_ = false;
  return message;
}

void Splitter::LetGoOfOversized() {
  if (!oversized_ && buffer_.size() - begin_ <= max_message_) return;
  oversized_ = true;
  const bool long_line = line_ == std::string::npos || scan_ - line_ > kMaxEndLine;
  if (state_ == State::kText && long_line) line_ = std::string::npos;
  begin_ = std::min(line_, scan_);
}

}  // namespace cablestream
