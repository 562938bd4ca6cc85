#include "app/feed/feeder.h"

#include <chrono>
#include <optional>

#include "app/feed/raw_producer.h"
#include "app/input/message_files.h"
#include "common/log.h"

namespace cablestream {
namespace {

constexpr std::chrono::seconds kStopLimit{8};

class Feeder {
 public:
  Feeder(const FeedSettings& settings, const std::atomic<bool>& stop)
      : settings_(settings),
        stop_(stop),
        total_bytes_(TotalBytes(settings.paths)),
        keys_(settings.key),
        progress_("feed.progress", settings.progress, Now()) {}

  Result<FeedCounts> Run() {
    if (Status opened = Open(); !opened) return Fail(opened.error());
    ReadMessages(
        settings_.paths, [this](const FileMessage& message) { return Take(message); },
        [this](const std::string& path, const std::string& reason) {
          ++counts_.unreadable_paths;
          progress_.End();
          LogError("input.unreadable", {{"path", path}, {"error", reason}});
        },
        &stop_);
    AwaitDelivery();
    progress_.End();
    counts_.unkeyed = keys_.without_id();
    if (failure_) return Fail(*failure_);
    return counts_;
  }

 private:
  static Progress::Time Now() { return std::chrono::steady_clock::now(); }

  Status Open() {
    auto producer = RawProducer::Create(
        {settings_.client, settings_.topic}, stop_,
        [this](const std::string& name, rd_kafka_resp_err_t error) { NoteDelivery(name, error); });
    if (!producer) return Fail(producer.error());
    producer_ = *std::move(producer);
    return {};
  }

  // Until all has arrived or failed; once stopped, for a moment only.
  void AwaitDelivery() {
    std::optional<Progress::Time> until;
    while (!failure_ && producer_->Poll() > 0) {
      ShowProgress();
      if (!until && stop_) until = Now() + kStopLimit;
      if (until && Now() > *until) break;
    }
    counts_.interrupted = stop_;
  }

  // False ends the reading.
  bool Take(const FileMessage& message) {
    ++counts_.messages;
    counts_.bytes += message.bytes.size();
    const std::optional<std::string> key = keys_.KeyOf(message);
    const size_t size = message.bytes.size() + (key ? key->size() : 0);
    if (message.oversized || static_cast<int64_t>(size) > producer_->Room()) {
      NoteTooLarge(message, size);
    } else if (const auto sent = producer_->Produce(std::string(message.file), key, message.bytes);
               !sent) {
      failure_ = sent.error();
    }
    ShowProgress();
    return !failure_ && !stop_;
  }

  void NoteTooLarge(const FileMessage& message, size_t size) {
    ++counts_.too_large;
    progress_.End();
    LogError("feed.too_large", {{"file", message.file},
                                {"bytes", message.oversized ? kMaxFileMessage : size},
                                {"most", producer_->Room()},
                                {"hint", "raise max.message.bytes of topic " + settings_.topic}});
  }

  // One message's own fault is logged; brokers that are gone or refuse end it all.
  void NoteDelivery(const std::string& name, rd_kafka_resp_err_t error) {
    if (error == RD_KAFKA_RESP_ERR_NO_ERROR) {
      ++counts_.delivered;
      return;
    }
    ++counts_.failed;
    if (failure_) return;
    progress_.End();
    LogError("feed.refused", {{"file", name}, {"error", rd_kafka_err2str(error)}});
    if (error == RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE) return;
    failure_ = producer_->WriteError(error);
  }

  void ShowProgress() { progress_.Show({counts_.messages, counts_.bytes, total_bytes_}, Now()); }

  const FeedSettings& settings_;
  const std::atomic<bool>& stop_;
  const uint64_t total_bytes_;
  KeyMaker keys_;
  FeedCounts counts_;
  std::optional<Error> failure_;  // ends the feed
  Progress progress_;
  std::unique_ptr<RawProducer> producer_;  // calls back into the others: destroyed first
};

}  // namespace

Result<FeedCounts> Feed(const FeedSettings& settings, const std::atomic<bool>& stop) {
  return Feeder(settings, stop).Run();
}

}  // namespace cablestream
