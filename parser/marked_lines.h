// Lines, found sixty-four bytes at a time, and of each the first byte that its reader looks for:
// most lines hold none, and need no second look.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "parser/byte_scan.h"

namespace cablestream {

// `Mark::Of(load)` tells which of sixteen bytes are marked, every line end among them: load(0) are
// those, load(1) the ones one byte earlier (a zero before the text's first).
template <typename Mark>
class MarkedLines {
 public:
  explicit MarkedLines(std::string_view text, size_t begin = 0) : text_(text) { MoveTo(begin); }

  // The next line, without its line end. False at the end.
  bool Next(std::string_view& line) {
    const size_t begin = position_;
    if (begin >= text_.size()) return false;
    mark_ = text_.npos;
    for (;;) {
      while (marks_ == 0) {
        if (text_.size() - block_ <= kBlock) {
          line = text_.substr(begin);
          position_ = text_.size();
          return true;
        }
        block_ += kBlock;
        marks_ = Marks();
      }
      const size_t at = block_ + static_cast<size_t>(std::countr_zero(marks_));
      marks_ &= marks_ - 1;
      if (text_[at] == '\n') {
        line = {text_.data() + begin, at - begin};
        position_ = at + 1;
        return true;
      }
      mark_ = std::min(mark_, at);
    }
  }
  // Where the next line begins, from the start of the text.
  [[nodiscard]] size_t position() const { return position_; }
  void MoveTo(size_t position) {
    position_ = block_ = position;
    marks_ = position < text_.size() ? Marks() : 0;
  }
  // Where the first mark of the last line is, its end aside, from the start of the text; npos =
  // nowhere.
  [[nodiscard]] size_t mark() const { return mark_; }

 private:
  static constexpr size_t kBlock = 64;

  // A bit for each byte of the block.
  [[nodiscard]] uint64_t Marks() const {
    const size_t left = text_.size() - block_;
    if (block_ > 0 && left >= kBlock) return MarksFrom(text_.data() + block_);
    char copy[1 + kBlock] = {};
    if (block_ > 0) copy[0] = text_[block_ - 1];
    const size_t size = std::min(left, kBlock);
    std::memcpy(copy + 1, text_.data() + block_, size);
    return MarksFrom(copy + 1) & (~uint64_t{0} >> (kBlock - size));
  }

  [[gnu::always_inline]] static uint64_t MarksFrom(const char* block) {
    const auto part = [block](size_t at) {
      const auto load = [&](size_t behind) { return byte_scan::Load(block + at - behind); };
      return uint64_t{byte_scan::Mask(Mark::Of(load))} << at;
    };
    return part(0) | part(16) | part(32) | part(48);
  }

  std::string_view text_;
  size_t position_ = 0;
  size_t mark_ = std::string_view::npos;
  size_t block_ = 0;
  uint64_t marks_ = 0;  // of the block, behind the last line
};

}  // namespace cablestream
