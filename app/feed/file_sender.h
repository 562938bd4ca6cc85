// Sends whole files to the raw topic, and says what became of each.
#pragma once

#include <atomic>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

#include "app/feed/message_key.h"
#include "app/feed/raw_producer.h"
#include "common/result.h"

namespace cablestream {

struct SentFile {
  enum class Outcome {
    kArrived,  // all its messages were acknowledged
    kFailed,   // it can't be sent
    kAgain,  // it may be sent by itself: refused together with others, or not acknowledged in time
  };
  std::string name;
  Outcome outcome = Outcome::kArrived;
  std::string reason;  // of kFailed: one line; of kAgain: the error's name
};

// Used by one thread.
class FileSender {
 public:
  // Fails as RawProducer::Create; once there is one, brokers that are away are waited for, but for
  // the user's own kafka.delivery.timeout.ms.
  [[nodiscard]] static Result<std::unique_ptr<FileSender>> Create(const ClientConfig& client,
                                                                  const std::string& topic,
                                                                  FeedKey key,
                                                                  const std::atomic<bool>& stop);

  // Sends the messages of the file at `path`, which is known as `name` until its outcome has come.
  // `alone`: nothing else is on its way, so that what is refused is this file. Once `stop` is set
  // it may be left half sent, without an outcome. Fails with kUnavailable, kInternal.
  [[nodiscard]] Status Send(const std::string& name, const std::string& path, bool alone);

  // Waits a moment; how many messages are still on their way. Fails where no file can be sent any
  // more: kUnavailable.
  [[nodiscard]] Result<int> Poll();

  // The next file whose outcome is known.
  [[nodiscard]] std::optional<SentFile> Next();

  // Files without an outcome.
  [[nodiscard]] size_t in_flight() const { return files_.size(); }
  [[nodiscard]] uint64_t without_id() const { return keys_.without_id(); }

 private:
  struct File {
    uint64_t messages = 0;    // read from it
    uint64_t unanswered = 0;  // of them, on their way
    bool whole = false;       // all of it was read
    bool alone = false;
    rd_kafka_resp_err_t again = RD_KAFKA_RESP_ERR_NO_ERROR;  // why
    std::string reason;
  };

  FileSender(std::string topic, FeedKey key) : topic_(std::move(topic)), keys_(key) {}

  [[nodiscard]] bool SendMessage(const std::string& name, File& file, const FileMessage& message);
  void NoteDelivery(const std::string& name, rd_kafka_resp_err_t error);
  void NoteFailure(File& file, rd_kafka_resp_err_t error);

  const std::string topic_;
  KeyMaker keys_;
  std::unordered_map<std::string, File> files_;
  std::deque<std::string> answered_;
  std::optional<Error> failure_;
  std::unique_ptr<RawProducer> producer_;  // calls back into the others: destroyed first
};

}  // namespace cablestream
