// Which messages ended the process while they were parsed, and how often: <state>/crashes.
//
// One line a message, all of one length, so that a signal's handler can write one in place:
//
//   cables.raw/3/4711 1234 5f0c1d6a9be04712 2 1.0     source, bytes and hash of its value, crashes,
//                                                     version of the parser
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "common/result.h"

namespace cablestream {

// A message by its place in its raw topic and by its bytes: a topic that was made anew holds
// others.
struct ParsedMessage {
  std::string_view topic;
  int32_t partition = 0;
  int64_t offset = -1;
  std::string_view value;
};

// Used by one thread, the one that opens it and parses. Several messages are kept apart: which of
// two comes first may differ from start to start.
class CrashNotes {
 public:
  // Reads or makes the file, and logs what it holds. Dropped are lines that make no sense, and
  // those of another parser version: this one may know better. `parser_version` has at most 64
  // characters and no space. Fails with kIo.
  [[nodiscard]] static Result<std::unique_ptr<CrashNotes>> Open(const std::filesystem::path& file,
                                                                std::string_view parser_version);
  CrashNotes(const CrashNotes&) = delete;
  CrashNotes& operator=(const CrashNotes&) = delete;
  ~CrashNotes();

  // The slot of the note on this very message. Costs nothing where no note is.
  [[nodiscard]] std::optional<size_t> Find(const ParsedMessage& message) const;
  [[nodiscard]] int CrashesIn(size_t slot) const { return notes_.at(slot).crashes; }
  // The message of this slot went through: a later crash counts anew. Fails with kIo.
  [[nodiscard]] Status Forget(size_t slot);

  // A crash between these two is laid to `message`, whose bytes must live until Leave.
  void Enter(const ParsedMessage& message) {
    current_ = message;
    std::atomic_signal_fence(std::memory_order_release);
    entered_.store(true, std::memory_order_relaxed);
  }
  void Leave() { entered_.store(false, std::memory_order_relaxed); }

  // For the handlers of signals that end the process, and safe there: adds one to the crashes of
  // the message that this thread is parsing. Does nothing on another thread, or where none is
  // parsed.
  void NoteCrash() const noexcept;

 private:
  static constexpr size_t kSlots = 16;
  static constexpr size_t kLongestTopic = 249;  // Kafka's
  static constexpr size_t kLineLength = 416;    // the longest note and its line end

  struct Note {
    std::array<char, kLongestTopic> topic{};
    size_t topic_length = 0;
    int32_t partition = 0;
    int64_t offset = -1;
    uint64_t bytes = 0;
    uint64_t hash = 0;
    int crashes = 0;  // 0: an empty slot

    [[nodiscard]] std::string_view topic_name() const { return {topic.data(), topic_length}; }
    [[nodiscard]] bool IsAbout(const ParsedMessage& message, uint64_t value_hash) const;
  };
  using Line = std::array<char, kLineLength>;

  CrashNotes(int fd, pid_t thread, std::string_view parser_version)
      : fd_(fd), thread_(thread), parser_version_(parser_version) {}

  [[nodiscard]] std::optional<Note> Parse(std::string_view line) const;
  [[nodiscard]] Line Format(const Note& note) const noexcept;
  [[nodiscard]] size_t SlotFor(const ParsedMessage& message, uint64_t hash) const noexcept;
  [[nodiscard]] Status WriteAll() const;

  const int fd_;
  const pid_t thread_;
  const std::string parser_version_;
  std::array<Note, kSlots> notes_{};
  size_t used_ = 0;

  ParsedMessage current_;
  std::atomic<bool> entered_ = false;
};

}  // namespace cablestream
