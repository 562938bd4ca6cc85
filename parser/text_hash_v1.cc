// Frozen. Golden values in tests/parser hold this file to what it does today: a change of any of
// them would make every text that was ever claimed look new. A better rule is a new version.
// The state lives on the stack: no allocation, and no need of one.
#define XXH_STATIC_LINKING_ONLY
#include <xxhash.h>

#include <algorithm>
#include <cstring>

#include "parser/classification_line.h"
#include "parser/lines.h"
#include "parser/seam.h"
#include "parser/text.h"
#include "parser/text_hash.h"
#include "parser/transmission_lines.h"

namespace cablestream {
namespace {

// The normalised text on its way into the hash. The last bytes are held back, so that a section
// seam can take back the post's name that came before it.
class HashSink {
 public:
  HashSink() { XXH3_64bits_reset(&state_); }

  void Put(std::string_view bytes) {
    if (bytes.size() > kCapacity - size_) Flush(bytes.size());
    if (bytes.size() > kCapacity - size_) {
      XXH3_64bits_update(&state_, bytes.data(), bytes.size());
      return;
    }
    std::memcpy(buffer_ + size_, bytes.data(), bytes.size());
    size_ += bytes.size();
  }

  void PutBlank() { Put(" "); }

  // What was put last; at least as much as a post's name takes, if there is as much.
  [[nodiscard]] std::string_view tail() const { return {buffer_, size_}; }
  void TakeBack(size_t bytes) { size_ -= bytes; }

  [[nodiscard]] bool empty() const { return !flushed_ && size_ == 0; }

  [[nodiscard]] uint64_t Finish() {
    XXH3_64bits_update(&state_, buffer_, size_);
    size_ = 0;
    return XXH3_64bits_digest(&state_);
  }

 private:
  static constexpr size_t kCapacity = 4096;
  static constexpr size_t kHeldBack = 128;

  // Makes room; what is held back stays, unless `coming` would not fit beside it.
  void Flush(size_t coming) {
    const size_t keep = coming > kCapacity - kHeldBack ? 0 : std::min(size_, kHeldBack);
    XXH3_64bits_update(&state_, buffer_, size_ - keep);
    std::memmove(buffer_, buffer_ + size_ - keep, keep);
    size_ = keep;
    flushed_ = true;
  }

  XXH3_state_t state_;
  char buffer_[kCapacity];
  size_t size_ = 0;
  bool flushed_ = false;
};

bool IsPilcrowOfNumber(std::string_view text) {
  if (!text.starts_with(kPilcrow)) return false;
  const std::string_view rest = text.substr(kPilcrow.size());
  if (rest.empty()) return false;
  const size_t digits = CountDigits(rest);
  const size_t mark = digits > 0 ? digits : (IsLetter(rest.front()) ? 1 : 0);
  return mark > 0 && mark < rest.size() && rest[mark] == '.';
}

class TextNormalizer {
 public:
  TextNormalizer(std::string_view message, std::string_view post)
      : message_(message), post_(post) {}

  // The text from `begin` on.
  void AddText(size_t begin) {
    LineCursor cursor(message_);
    cursor.MoveTo(begin);
    std::string_view line;
    while (cursor.Next(line)) {
      line = TrimLeft(line);
      if (line.empty()) continue;
      const size_t resume = AddLine(line);
      if (resume > cursor.position()) cursor.MoveTo(resume);
    }
    ReleaseHeld();
  }

  // One line as it stands, blanks folded.
  void AddPlain(std::string_view line) {
    for (std::string_view word = TakeToken(line); !word.empty(); word = TakeToken(line)) {
      AddWord(word);
    }
  }

  [[nodiscard]] uint64_t Finish() { return sink_.Finish(); }

 private:
  // Answers where reading goes on: a seam may end on a later line.
  size_t AddLine(std::string_view line) {
    if (IsEndLine(line)) return 0;
    if (line.front() == 'P' || line.front() == 'p') {
      if (IsPageLine(line)) {
        held_begin_ = held_end_ = 0;
        after_page_ = true;
        return 0;
      }
    }
    if (MayBeClassification(line.front()) && IsBareClassification(line)) {
      if (!after_page_) Hold(line);
      return 0;
    }
    ReleaseHeld();
    after_page_ = false;
    return AddWords(line);
  }

  static bool MayBeClassification(char first) {
    return IsUpper(first) || IsLower(first) || first == '"';
  }

  // A classification line counts unless a page line turns out to follow.
  void Hold(std::string_view line) {
    const auto begin = static_cast<size_t>(line.data() - message_.data());
    if (held_end_ == 0) held_begin_ = begin;
    held_end_ = begin + line.size();
  }

  void ReleaseHeld() {
    if (held_end_ == 0) return;
    LineCursor cursor(message_.substr(0, held_end_));
    cursor.MoveTo(held_begin_);
    held_begin_ = held_end_ = 0;
    std::string_view line;
    while (cursor.Next(line)) AddPlain(line);
  }

  size_t AddWords(std::string_view line) {
    size_t at = 0;
    while (at < line.size()) {
      const size_t blanks = BlankLength(line.substr(at));
      if (blanks > 0) {
        at += blanks;
        continue;
      }
      size_t end = at;
      while (end < line.size() && !IsSpace(line[end]) && !IsNoBreakSpace(line, end)) ++end;
      const std::string_view word = line.substr(at, end - at);
      Seam seam;
      if (word.front() == '0' && ReadSeamNumbers(RestOfMessage(word), seam)) {
        DropPost();
        const auto past = static_cast<size_t>(word.data() - message_.data()) + seam.length;
        const auto line_end = static_cast<size_t>(line.data() - message_.data()) + line.size();
        if (past >= line_end) return past;
        at = past - static_cast<size_t>(line.data() - message_.data());
        continue;
      }
      AddWord(word);
      at = end;
    }
    return 0;
  }

  static bool IsNoBreakSpace(std::string_view text, size_t at) {
    return text[at] == kNoBreakSpace[0] && text.substr(at).starts_with(kNoBreakSpace);
  }

  static size_t BlankLength(std::string_view text) {
    if (IsSpace(text.front())) return 1;
    return IsNoBreakSpace(text, 0) ? kNoBreakSpace.size() : 0;
  }

  [[nodiscard]] std::string_view RestOfMessage(std::string_view word) const {
    return message_.substr(static_cast<size_t>(word.data() - message_.data()));
  }

  void AddWord(std::string_view word) {
    if (!sink_.empty()) sink_.PutBlank();
    for (size_t at = word.find(kPilcrow[0]); at != word.npos; at = word.find(kPilcrow[0], at + 1)) {
      if (!IsPilcrowOfNumber(word.substr(at))) continue;
      sink_.Put(word.substr(0, at));
      word.remove_prefix(at + kPilcrow.size());
      at = 0;
    }
    sink_.Put(word);
  }

  // The post's name before a seam, and the blank before that.
  void DropPost() {
    const std::string_view tail = sink_.tail();
    size_t length = SeamPostLength(tail, post_, tail.size());
    if (length < tail.size() && tail[tail.size() - length - 1] == ' ' && length > 0) ++length;
    sink_.TakeBack(length);
  }

  std::string_view message_;
  std::string_view post_;
  HashSink sink_;
  size_t held_begin_ = 0;
  size_t held_end_ = 0;
  bool after_page_ = false;
};

// Of a readdressed message's upper heading: when, from whom, to whom. Not how it travelled.
void AddHeading(std::string_view heading, TextNormalizer& text) {
  LineCursor cursor(heading);
  std::string_view line;
  while (cursor.Next(line)) {
    line = TrimLeft(line);
    std::string_view id;
    RoutingLine routing;
    StationLine station;
    SecurityLine security;
    const bool transport = line.empty() || IsEndLine(line) || ReadStartOfMessage(line, id) ||
                           ReadRoutingLine(line, routing) || ReadStationLine(line, station) ||
                           ReadSecurityLine(line, security);
    if (!transport) text.AddPlain(line);
  }
}

}  // namespace

uint64_t HashTextV1(std::string_view message, const TextStart& start, const UpperHeadings& upper) {
  const PostLetters post(start.line.post);
  TextNormalizer text(message, post.view());
  for (size_t i = 0; i < upper.count; ++i) AddHeading(upper.text[i], text);
  text.AddText(start.text_begin);
  return text.Finish();
}

}  // namespace cablestream
