#include "app/feed/file_sender.h"

#include <sys/stat.h>

#include <chrono>

#include "app/feed/delivery_fault.h"
#include "app/input/message_files.h"

namespace cablestream {
namespace {

constexpr std::chrono::seconds kConnectLimit{3};
constexpr std::chrono::milliseconds kForEver{0};

bool IsRegular(const std::string& path) {
  struct stat file = {};
  return lstat(path.c_str(), &file) != 0 || S_ISREG(file.st_mode);
}

}  // namespace

Result<std::unique_ptr<FileSender>> FileSender::Create(const ClientConfig& client,
                                                       const std::string& topic, FeedKey key,
                                                       const std::atomic<bool>& stop) {
  std::unique_ptr<FileSender> sender(new FileSender(topic, key));
  auto producer =
      RawProducer::Create({client, topic, kConnectLimit, kForEver}, stop,
                          [&sender = *sender](const std::string& name, rd_kafka_resp_err_t error) {
                            sender.NoteDelivery(name, error);
                          });
  if (!producer) return Fail(producer.error());
  sender->producer_ = *std::move(producer);
  return sender;
}

Status FileSender::Send(const std::string& name, const std::string& path, bool alone) {
  File& file = files_[name];
  file.alone = alone;
  bool whole = true;
  if (!IsRegular(path)) {
    file.reason = "It is no regular file";
  } else {
    ReadMessages(
        {path},
        [&](const FileMessage& message) { return whole = SendMessage(name, file, message); },
        [&](const std::string& /*path*/, const std::string& reason) {
          file.reason = "It can't be read: " + reason;
        });
  }
  if (failure_) return Fail(*failure_);
  file.whole = whole;
  if (whole && file.unanswered == 0) answered_.push_back(name);
  return {};
}

// False: it was not sent, and no other is to be.
bool FileSender::SendMessage(const std::string& name, File& file, const FileMessage& message) {
  ++file.messages;
  const std::optional<std::string> key = keys_.KeyOf(message);
  const size_t size = message.bytes.size() + (key ? key->size() : 0);
  if (message.oversized || static_cast<int64_t>(size) > producer_->Room()) {
    file.reason = "Message " + std::to_string(file.messages) + " is too large: topic " + topic_ +
                  " takes " + std::to_string(producer_->Room()) + " bytes (max.message.bytes)";
    return true;
  }
  ++file.unanswered;
  const Result<bool> sent = producer_->Produce(name, key, message.bytes);
  if (!sent && !failure_) failure_ = sent.error();
  return sent && *sent && !failure_;
}

Result<int> FileSender::Poll() {
  const int on_their_way = producer_->Poll();
  if (failure_) return Fail(*failure_);
  return on_their_way;
}

std::optional<SentFile> FileSender::Next() {
  if (answered_.empty()) return std::nullopt;
  SentFile sent{std::move(answered_.front()), SentFile::Outcome::kArrived, ""};
  answered_.pop_front();
  File& file = files_.at(sent.name);
  sent.reason = std::move(file.reason);
  if (!sent.reason.empty()) {
    sent.outcome = SentFile::Outcome::kFailed;
  } else if (file.again != RD_KAFKA_RESP_ERR_NO_ERROR) {
    sent.outcome = SentFile::Outcome::kAgain;
    sent.reason = rd_kafka_err2name(file.again);
  }
  files_.erase(sent.name);
  return sent;
}

void FileSender::NoteDelivery(const std::string& name, rd_kafka_resp_err_t error) {
  File& file = files_.at(name);
  --file.unanswered;
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) NoteFailure(file, error);
  if (file.whole && file.unanswered == 0) answered_.push_back(name);
}

void FileSender::NoteFailure(File& file, rd_kafka_resp_err_t error) {
  const DeliveryFault fault =
      producer_->has_failed() ? DeliveryFault::kEnds : ClassifyDelivery(error);
  if (fault == DeliveryFault::kEnds) {
    if (!failure_) failure_ = producer_->WriteError(error);
  } else if (fault == DeliveryFault::kRefused && file.alone) {
    file.reason = std::string("Kafka refuses it: ") + rd_kafka_err2str(error);
  } else {
    file.again = error;
  }
}

}  // namespace cablestream
