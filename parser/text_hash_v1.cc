// Frozen. Golden values in tests/parser hold this file to what it does today: a change of any of
// them would make every text that was ever claimed look new. A better rule is a new version.
// The state lives on the stack: no allocation, and no need of one.
#define XXH_STATIC_LINKING_ONLY
#include <xxhash.h>

#include <algorithm>
#include <cstring>

#include "parser/byte_scan.h"
#include "parser/hash_v1/v1.h"
#include "parser/marked_lines.h"
#include "parser/text.h"
#include "parser/text_hash.h"

namespace cablestream {
namespace hash_v1 {
namespace {

// The normalised text on its way into the hash. The last bytes are held back, so that a section
// seam can take back the post's name that came before it.
class HashSink {
 public:
  HashSink() { XXH3_64bits_reset(&state_); }

  void Put(std::string_view bytes) {
    while (bytes.size() > kCapacity - size_) {
      const size_t some = kCapacity - size_;
      std::memcpy(buffer_ + size_, bytes.data(), some);
      size_ = kCapacity;
      bytes.remove_prefix(some);
      Flush();
    }
    std::memcpy(buffer_ + size_, bytes.data(), bytes.size());
    size_ += bytes.size();
  }

  // A blank first, unless nothing came before. `readable`: how many bytes there are from the first
  // of `bytes` to the message's end.
  [[gnu::always_inline]] void PutAfterBlank(std::string_view bytes, size_t readable) {
    if (size_ == 0 || bytes.size() >= kCapacity - size_) return PutAfterBlankSlowly(bytes);
    char* to = buffer_ + size_;
    *to++ = ' ';
    // Mostly a line: a copy of one length, whatever the line's, needs neither loop nor call.
    if (bytes.size() <= kLine && readable >= kLine) {
      std::memcpy(to, bytes.data(), kLine);
    } else {
      std::memcpy(to, bytes.data(), bytes.size());
    }
    size_ += bytes.size() + 1;
  }

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
  static constexpr size_t kLine = 80;

  [[gnu::noinline]] void PutAfterBlankSlowly(std::string_view bytes) {
    if (!empty()) Put(" ");
    Put(bytes);
  }

  // Makes room; what is held back stays.
  void Flush() {
    XXH3_64bits_update(&state_, buffer_, size_ - kHeldBack);
    std::memmove(buffer_, buffer_ + size_ - kHeldBack, kHeldBack);
    size_ = kHeldBack;
    flushed_ = true;
  }

  XXH3_state_t state_;
  char buffer_[kCapacity + kLine];  // a copy may reach beyond what is kept
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
    MarkedLines<NotPlain> lines(message_, begin);
    std::string_view line;
    while (lines.Next(line)) {
      const std::string_view text = TrimLeft(WithoutLineEnd(line));
      if (text.empty()) continue;
      const size_t resume = AddLine(text, IsPlain(line, lines.mark()));
      if (resume > lines.position()) lines.MoveTo(resume);
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
  // Whether a line goes into the hash as it stands, but for two zeros at its start.
  [[nodiscard]] bool IsPlain(std::string_view line, size_t mark) const {
    if (mark == message_.npos) return true;
    const char* end = line.data() + line.size();
    return message_.data() + mark + 1 == end && message_[mark] == '\r';
  }

  // Answers where reading goes on: a seam may end on a later line.
  size_t AddLine(std::string_view line, bool plain) {
    if (IsEndLine(line)) return 0;
    if (line.front() == 'P' || line.front() == 'p') {
      if (IsPageLine(line)) {
        held_begin_ = held_end_ = 0;
        after_page_ = true;
        return 0;
      }
    }
    if (MayBeClassification(line) && IsBareClassification(line)) {
      if (!after_page_) Hold(line);
      return 0;
    }
    if (held_end_ != 0) ReleaseHeld();
    after_page_ = false;
    if (!plain || line.front() == '0') return AddWords(line);
    AddWhole(line);
    return 0;
  }

  static bool MayBeClassification(std::string_view line) {
    return line.front() == '"' || MayBeginLevel(line);
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
      const size_t seam = line[at] == '0' ? SeamLength(RestOfMessage(line.substr(at))) : 0;
      if (seam > 0) {
        DropPost();
        const auto past = static_cast<size_t>(line.data() + at - message_.data()) + seam;
        const auto line_end = static_cast<size_t>(line.data() - message_.data()) + line.size();
        if (past >= line_end) return past;
        at = past - static_cast<size_t>(line.data() - message_.data());
        continue;
      }
      at = AddRun(line, at);
    }
    return 0;
  }

  // Words that stand in the text as they go into the hash, one blank apart, go in at once. Answers
  // where the run that begins at `at` ends.
  size_t AddRun(std::string_view line, size_t at) {
    size_t end = at + PlainLength(line.substr(at));
    if (EndsWord(line, end)) {
      AddWhole(TrimRight(line.substr(at, end - at)));
      return end;
    }
    // The last word holds a byte to look at twice.
    size_t word = end;
    while (word > at && line[word - 1] != ' ') --word;
    if (word > at) AddWhole(line.substr(at, word - 1 - at));
    while (!EndsWord(line, end)) ++end;
    AddWord(line.substr(word, end - word));
    return end;
  }

  static bool EndsWord(std::string_view line, size_t at) {
    return at == line.size() || IsSpace(line[at]) || IsNoBreakSpace(line, at);
  }

  void AddWhole(std::string_view words) { sink_.PutAfterBlank(words, RestOfMessage(words).size()); }

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
    sink_.PutAfterBlank(word.substr(0, 0), 0);
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
    size_t length = SeamPostLength(tail, post_);
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
    std::string_view serial;
    const bool transport = line.empty() || IsEndLine(line) ||
                           FindStartOfMessage(line) != line.npos || IsRoutingLine(line) ||
                           ReadStationLine(line, serial) || IsSecurityLine(line);
    if (!transport) text.AddPlain(line);
  }
}

}  // namespace
}  // namespace hash_v1

uint64_t HashTextV1(std::string_view message) {
  const hash_v1::Start start = hash_v1::FindStart(message);
  const hash_v1::UpperHeadings upper = hash_v1::FindUpperHeadings(message, start);
  const hash_v1::PostLetters post(start.post);
  hash_v1::TextNormalizer text(message, post.view());
  for (size_t i = 0; i < upper.count; ++i) hash_v1::AddHeading(upper.text[i], text);
  text.AddText(start.text_begin);
  return text.Finish();
}

}  // namespace cablestream
