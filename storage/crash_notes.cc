#include "storage/crash_notes.h"

#include <fcntl.h>
#include <sys/types.h>
#include <unistd.h>
#include <xxhash.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <concepts>
#include <system_error>
#include <utility>

#include "common/log.h"
#include "storage/files.h"

namespace cablestream {
namespace {

constexpr int kHexDigits = 16;

uint64_t HashOf(std::string_view value) noexcept {
  return XXH3_64bits(value.data(), value.size());
}

Error Unwritable(const std::string& file, int error) {
  return {ErrorCode::kIo, file + " can't be written (" + std::generic_category().message(error) +
                              "): make the state folder writable to this user and give it room."};
}

// Fills a line from the front; calls nothing that a signal's handler may not.
class LineWriter {
 public:
  LineWriter(char* begin, char* end) : next_(begin), end_(end) {}

  void Add(std::string_view text) {
    const size_t length = std::min(text.size(), static_cast<size_t>(end_ - next_));
    next_ = std::copy_n(text.begin(), length, next_);
  }
  template <std::integral Number>
  void Add(Number number, int base = 10) {
    const auto written = std::to_chars(next_, end_, number, base);
    if (written.ec == std::errc()) next_ = written.ptr;
  }

 private:
  char* next_;
  char* end_;
};

// Takes what stands before `separator` off the front of `text`.
std::string_view Take(std::string_view& text, char separator) {
  const size_t length = std::min(text.find(separator), text.size());
  const std::string_view taken = text.substr(0, length);
  text.remove_prefix(std::min(length + 1, text.size()));
  return taken;
}

template <typename Number>
bool ReadNumber(std::string_view text, Number& number, int base = 10) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  return error == std::errc() && end == text.data() + text.size();
}

}  // namespace

bool CrashNotes::Note::IsAbout(const ParsedMessage& message, uint64_t value_hash) const {
  return crashes > 0 && offset == message.offset && partition == message.partition &&
         bytes == message.value.size() && hash == value_hash && topic_name() == message.topic;
}

Result<std::unique_ptr<CrashNotes>> CrashNotes::Open(const std::filesystem::path& file,
                                                     std::string_view parser_version) {
  const Result<std::optional<std::string>> text = ReadWholeFile(file);
  if (!text) return Fail(text.error());
  const int fd = open(file.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) return Fail(Unwritable(file.string(), errno));
  std::unique_ptr<CrashNotes> notes(new CrashNotes(fd, gettid(), parser_version));
  std::string_view rest = *text ? std::string_view(**text) : std::string_view();
  while (!rest.empty() && notes->used_ < kSlots) {
    const std::optional<Note> note = notes->Parse(Take(rest, '\n'));
    if (!note) continue;
    notes->notes_[notes->used_++] = *note;
    LogWarning("parser.crashed", {{"topic", note->topic_name()},
                                  {"partition", note->partition},
                                  {"offset", note->offset},
                                  {"crashes", note->crashes}});
  }
  // Written in full now, so that a handler needs no room on the disk.
  if (Status written = notes->WriteAll(); !written) return Fail(written.error());
  return notes;
}

CrashNotes::~CrashNotes() {
  close(fd_);
}

std::optional<CrashNotes::Note> CrashNotes::Parse(std::string_view line) const {
  Note note;
  const std::string_view topic = Take(line, '/');
  if (topic.empty() || topic.size() > kLongestTopic) return std::nullopt;
  std::copy(topic.begin(), topic.end(), note.topic.begin());
  note.topic_length = topic.size();
  const bool sensible =
      ReadNumber(Take(line, '/'), note.partition) && ReadNumber(Take(line, ' '), note.offset) &&
      ReadNumber(Take(line, ' '), note.bytes) && ReadNumber(Take(line, ' '), note.hash, 16) &&
      ReadNumber(Take(line, ' '), note.crashes) && note.crashes > 0 &&
      Take(line, ' ') == parser_version_;
  if (!sensible) return std::nullopt;
  return note;
}

// An empty slot is a blank line.
CrashNotes::Line CrashNotes::Format(const Note& note) const noexcept {
  Line line;
  line.fill(' ');
  line.back() = '\n';
  if (note.crashes == 0) return line;
  LineWriter writer(line.data(), line.data() + line.size() - 1);
  writer.Add(note.topic_name());
  writer.Add("/");
  writer.Add(note.partition);
  writer.Add("/");
  writer.Add(note.offset);
  writer.Add(" ");
  writer.Add(note.bytes);
  writer.Add(" ");
  writer.Add(note.hash, kHexDigits);
  writer.Add(" ");
  writer.Add(note.crashes);
  writer.Add(" ");
  writer.Add(parser_version_);
  return line;
}

Status CrashNotes::WriteAll() const {
  std::string text;
  for (const Note& note : notes_) {
    const Line line = Format(note);
    text.append(line.data(), line.size());
  }
  const ssize_t written = pwrite(fd_, text.data(), text.size(), 0);
  if (written == static_cast<ssize_t>(text.size()) &&
      ftruncate(fd_, static_cast<off_t>(text.size())) == 0) {
    return {};
  }
  return Fail(Unwritable("The file 'crashes' of the state folder", written < 0 ? errno : ENOSPC));
}

std::optional<size_t> CrashNotes::Find(const ParsedMessage& message) const {
  if (used_ == 0) return std::nullopt;
  const auto here = [&message](const Note& note) {
    return note.offset == message.offset && note.partition == message.partition;
  };
  if (std::none_of(notes_.begin(), notes_.end(), here)) return std::nullopt;
  const uint64_t hash = HashOf(message.value);
  const auto found = std::find_if(notes_.begin(), notes_.end(),
                                  [&](const Note& note) { return note.IsAbout(message, hash); });
  if (found == notes_.end()) return std::nullopt;
  return static_cast<size_t>(found - notes_.begin());
}

Status CrashNotes::Forget(size_t slot) {
  Note& note = notes_.at(slot);
  if (note.crashes > 0) --used_;
  note = {};
  return WriteAll();
}

// The message's own slot, else an empty one, else that of the fewest crashes.
size_t CrashNotes::SlotFor(const ParsedMessage& message, uint64_t hash) const noexcept {
  size_t best = 0;
  for (size_t slot = 0; slot < kSlots; ++slot) {
    if (notes_[slot].IsAbout(message, hash)) return slot;
    if (notes_[slot].crashes < notes_[best].crashes) best = slot;
  }
  return best;
}

void CrashNotes::NoteCrash() const noexcept {
  if (!entered_.load(std::memory_order_relaxed) || gettid() != thread_) return;
  std::atomic_signal_fence(std::memory_order_acquire);
  const uint64_t hash = HashOf(current_.value);
  const size_t slot = SlotFor(current_, hash);
  Note note;
  note.topic_length = std::min(current_.topic.size(), kLongestTopic);
  std::copy_n(current_.topic.begin(), note.topic_length, note.topic.begin());
  note.partition = current_.partition;
  note.offset = current_.offset;
  note.bytes = current_.value.size();
  note.hash = hash;
  note.crashes = notes_[slot].IsAbout(current_, hash) ? notes_[slot].crashes + 1 : 1;
  const Line line = Format(note);
  const ssize_t written =
      pwrite(fd_, line.data(), line.size(), static_cast<off_t>(slot * kLineLength));
  (void)written;  // the process ends either way
}

}  // namespace cablestream
