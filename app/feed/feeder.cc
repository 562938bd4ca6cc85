#include "app/feed/feeder.h"

#include <chrono>
#include <optional>

#include "app/feed/raw_producer.h"
#include "app/input/message_files.h"
#include "cable/v1/cable.pb.h"
#include "common/log.h"
#include "kafka/error_class.h"
#include "kafka/topic_admin.h"
#include "parser/parser.h"

namespace cablestream {
namespace {

constexpr std::chrono::seconds kConnectLimit{10};
constexpr std::chrono::seconds kStopLimit{8};
constexpr const char* kMaxMessageBytes = "max.message.bytes";

// The topic's own limit on a message.
Result<int64_t> LookUpLimit(const FeedSettings& settings) {
  Result<TopicAdmin> admin = TopicAdmin::Connect(settings.client, kConnectLimit);
  if (!admin) return Fail(admin.error());
  const auto partitions = admin->PartitionCount(settings.topic);
  if (!partitions) return Fail(partitions.error());
  if (!*partitions) {
    return Fail(ErrorCode::kUnavailable, "Topic " + settings.topic +
                                             " does not exist. Make it, or let `cablestream run "
                                             "--create-topics` make what is missing.");
  }
  const auto config = admin->TopicConfig(settings.topic);
  if (!config) return Fail(config.error());
  const auto limit = config->find(kMaxMessageBytes);
  if (limit == config->end()) {
    return Fail(ErrorCode::kRefused, "Topic " + settings.topic + " tells no " + kMaxMessageBytes);
  }
  return std::stoll(limit->second);
}

class Feeder {
 public:
  Feeder(const FeedSettings& settings, const std::atomic<bool>& stop)
      : settings_(settings),
        stop_(stop),
        total_bytes_(TotalBytes(settings.paths)),
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
    counts_.delivered = producer_->delivered();
    if (failure_) return Fail(*failure_);
    return counts_;
  }

 private:
  static Progress::Time Now() { return std::chrono::steady_clock::now(); }

  Status Open() {
    const Result<int64_t> limit = LookUpLimit(settings_);
    if (!limit) return Fail(limit.error());
    auto producer = RawProducer::Create(
        {settings_.client, settings_.topic, *limit},
        [this](const std::string& name, rd_kafka_resp_err_t error) { NoteFailure(name, error); });
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
    const std::optional<std::string> key = KeyOf(message);
    const size_t size = message.bytes.size() + (key ? key->size() : 0);
    if (message.oversized || static_cast<int64_t>(size) > producer_->Room()) {
      NoteTooLarge(message, size);
    } else if (Status sent = producer_->Produce(std::string(message.file), key, message.bytes);
               !sent) {
      failure_ = sent.error();
    }
    ShowProgress();
    return !failure_ && !stop_;
  }

  std::optional<std::string> KeyOf(const FileMessage& message) {
    if (settings_.key == FeedKey::kNone || message.oversized) return std::nullopt;
    if (parser_.ReadHead(message.bytes, cable_)) return cable_.message_id();
    ++counts_.unkeyed;
    return std::nullopt;
  }

  void NoteTooLarge(const FileMessage& message, size_t size) {
    ++counts_.too_large;
    progress_.End();
    LogError("feed.too_large",
             {{"file", message.file},
              {"bytes", message.oversized ? kMaxFileMessage : size},
              {"most", producer_->Room()},
              {"hint", "raise " + std::string(kMaxMessageBytes) + " of topic " + settings_.topic}});
  }

  // One message's own fault is logged; brokers that are gone or refuse end it all.
  void NoteFailure(const std::string& name, rd_kafka_resp_err_t error) {
    ++counts_.failed;
    if (failure_) return;
    progress_.End();
    LogError("feed.refused", {{"file", name}, {"error", rd_kafka_err2str(error)}});
    if (error == RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE) return;
    failure_ = NeedingRight(
        MakeError(ErrorCode::kUnavailable, "Writing to topic " + settings_.topic, error), error,
        "WRITE on topic " + settings_.topic);
  }

  void ShowProgress() { progress_.Show({counts_.messages, counts_.bytes, total_bytes_}, Now()); }

  const FeedSettings& settings_;
  const std::atomic<bool>& stop_;
  const uint64_t total_bytes_;
  MessageParser parser_;
  cable::v1::Cable cable_;  // used again for each message
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
