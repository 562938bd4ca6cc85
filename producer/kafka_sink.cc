#include "producer/kafka_sink.h"

#include <algorithm>

#include "common/clock.h"
#include "common/log.h"

namespace cablestream {
namespace {

constexpr std::chrono::milliseconds kSettleLimit{9'500};  // a revocation has 10 s
constexpr std::chrono::milliseconds kRenewLimit{10'000};
constexpr std::chrono::milliseconds kDestroyLimit{3'000};
constexpr std::chrono::minutes kFencingWindow{1};
constexpr std::chrono::seconds kMissingTopicPatience{30};
constexpr std::chrono::milliseconds kTransactionTimeout{10'000};  // transaction.timeout.ms

// Of a record batch with one record, uncompressed: the batch's header, and the most that lengths,
// attributes and deltas of the record take.
constexpr int64_t kBatchOverhead = 61;
constexpr int64_t kRecordOverhead = 32;
constexpr int64_t kHeaderOverhead = 10;

// librdkafka's own limits, so that neither it nor a broker refuses what a topic takes: a message up
// to the largest topic's limit, a batch below the smallest's.
Properties ProducerLimits(const KafkaSinkOptions& options) {
  int64_t largest = 0;
  int64_t smallest = INT64_MAX;
  for (size_t i = 0; i < options.topics.size(); ++i) {
    if (options.topics[i].empty()) continue;
    largest = std::max(largest, options.max_message_bytes[i]);
    smallest = std::min(smallest, options.max_message_bytes[i]);
  }
  constexpr int64_t kLeastMessage = 1000;  // librdkafka's bounds
  constexpr int64_t kMostMessage = 1'000'000'000;
  constexpr int64_t kDefaultBatch = 1'000'000;
  Properties limits;
  limits["message.max.bytes"] = std::to_string(std::clamp(largest, kLeastMessage, kMostMessage));
  limits["batch.size"] = std::to_string(std::clamp(smallest, int64_t{1}, kDefaultBatch));
  return limits;
}

int64_t SizeWithoutValue(const Output& output) {
  int64_t size = kBatchOverhead + kRecordOverhead;
  if (output.key) size += static_cast<int64_t>(output.key->size());
  for (const OutputHeader& header : output.headers) {
    size += kHeaderOverhead + static_cast<int64_t>(header.name.size());
    if (header.value) size += static_cast<int64_t>(header.value->size());
  }
  return size;
}

int64_t SizeOf(const Output& output) {
  return SizeWithoutValue(output) + (output.value ? static_cast<int64_t>(output.value->size()) : 0);
}

}  // namespace

KafkaSink::KafkaSink(KafkaSinkOptions options)
    : options_(std::move(options)),
      limits_(ProducerLimits(options_)),
      max_message_bytes_(options_.max_message_bytes) {}

KafkaSink::~KafkaSink() {
  Abandon();
}

int64_t KafkaSink::RoomForValue(const Output& output) const {
  return max_message_bytes_[static_cast<size_t>(output.topic)] - SizeWithoutValue(output);
}

bool KafkaSink::Fits(const Output& output) const {
  return SizeOf(output) <= max_message_bytes_[static_cast<size_t>(output.topic)];
}

bool KafkaSink::PastRetention(OutputTopic topic, int64_t timestamp_ms) const {
  const auto& retention = options_.retention[static_cast<size_t>(topic)];
  return retention && timestamp_ms >= 0 && timestamp_ms < NowMs() - retention->count();
}

bool KafkaSink::RefusesTimestamp(OutputTopic topic, int64_t timestamp_ms) const {
  const TimestampBounds& bounds = timestamps_[static_cast<size_t>(topic)];
  return !bounds.empty() && bounds.Refuses(timestamp_ms, NowMs());
}

void KafkaSink::NoteRefusedTimestamp(OutputTopic topic, int64_t timestamp_ms) {
  timestamps_[static_cast<size_t>(topic)].NoteRefused(timestamp_ms, NowMs());
}

template <typename T>
Result<T> KafkaSink::Bounded(const char* what, std::chrono::milliseconds limit,
                             std::function<Result<T>(TransactionalProducer&)> call) {
  if (!producer_) return Fail(ErrorCode::kLost, std::string(what) + ": no producer");
  auto result = std::make_shared<Result<T>>(Fail(ErrorCode::kLost, ""));
  const bool ended = calls_->Run(
      [producer = producer_, result, call = std::move(call)] { *result = call(*producer); }, limit);
  if (!ended) {
    // The call still owns the producer; both are left behind.
    producer_.reset();
    calls_.reset();
    return Fail(ErrorCode::kLost,
                std::string(what) + ": no end within " + std::to_string(limit.count()) + " ms");
  }
  return Noted(std::move(*result));
}

template <typename T>
Result<T> KafkaSink::Noted(Result<T> result) {
  if (!result && result.error().code == ErrorCode::kFenced) NoteFencing();
  return result;
}

Status KafkaSink::Begin() {
  if (!producer_) return Fail(ErrorCode::kLost, "Beginning a transaction: no producer");
  begun_ = Clock::now();
  refusal_.reset();
  sent_ = {};
  return Noted(producer_->Begin());
}

Status KafkaSink::Produce(const Output& output) {
  Sent& sent = sent_[static_cast<size_t>(output.topic)];
  ++sent.outputs;
  sent.last_bytes = SizeOf(output);
  Status produced = producer_->Produce(output);
  if (!produced) NoteRefusal(produced.error());
  return Noted(std::move(produced));
}

// Flush, SendOffsets and Commit share one limit: a revocation waits for them.
std::chrono::milliseconds KafkaSink::TimeLeft() const {
  const auto left =
      std::chrono::duration_cast<std::chrono::milliseconds>(settle_by_ - Clock::now());
  return std::max(left, std::chrono::milliseconds(1));
}

Result<std::vector<FlushedClaims>> KafkaSink::Flush() {
  settle_by_ = Clock::now() + kSettleLimit;
  auto flushed = Bounded<std::vector<FlushedClaims>>(
      "Flushing", TimeLeft(), [](TransactionalProducer& producer) { return producer.Flush(); });
  if (!flushed) NoteRefusal(flushed.error());
  return flushed;
}

// Only a call that has ended says something, and only a plain loss can come from one output.
void KafkaSink::NoteRefusal(const Error& error) {
  if (error.code != ErrorCode::kLost || !producer_) return;
  refusal_ = producer_->refusal();
  if (refusal_) LearnSize(*refusal_);
}

// Of several outputs it is not known which was too large; read again, they come one by one.
void KafkaSink::LearnSize(const Refusal& refusal) {
  const auto topic = static_cast<size_t>(refusal.topic);
  const bool is_size = refusal.error == "MSG_SIZE_TOO_LARGE";
  if (!is_size || sent_[topic].outputs != 1) return;
  max_message_bytes_[topic] = std::min(max_message_bytes_[topic], sent_[topic].last_bytes - 1);
}

Status KafkaSink::SendOffsets(std::span<const OffsetCommit> offsets,
                              const GroupMetadata& membership) {
  return Bounded<void>(
      "Sending the offsets", TimeLeft(),
      [offsets = std::vector<OffsetCommit>(offsets.begin(), offsets.end()), membership](
          TransactionalProducer& producer) { return producer.SendOffsets(offsets, membership); });
}

Status KafkaSink::Commit() {
  Status committed = Bounded<void>(
      "Committing", TimeLeft(), [](TransactionalProducer& producer) { return producer.Commit(); });
  if (committed) begun_.reset();
  return committed;
}

void KafkaSink::Serve() {
  if (producer_) producer_->Serve();
}

// Destroying a client may wait for brokers: it has its own time, and is left behind past it.
void KafkaSink::Abandon() {
  if (!producer_) return;
  const bool ended =
      calls_->Run([producer = std::move(producer_)]() mutable { producer.reset(); }, kDestroyLimit);
  producer_.reset();
  if (!ended) calls_.reset();
}

// A transaction that was open past the broker's timeout looks fenced too: the broker itself has
// bumped the epoch. That is a pause of this process, not a second one.
void KafkaSink::NoteFencing() {
  const auto now = Clock::now();
  if (begun_ && now - *begun_ > kTransactionTimeout) return;
  twice_fenced_ = last_fencing_ && now - *last_fencing_ < kFencingWindow;
  last_fencing_ = now;
}

// A topic that was just made is not known to every broker yet; one that stays unknown is gone.
Status KafkaSink::ToleratedWhileNew(const Error& missing) {
  const auto now = Clock::now();
  if (!missing_since_) missing_since_ = now;
  const bool patient = now - *missing_since_ < kMissingTopicPatience;
  return Fail(patient ? ErrorCode::kRetry : ErrorCode::kRefused, missing.message);
}

Status KafkaSink::Renew() {
  if (twice_fenced_) {
    return Fail(ErrorCode::kRefused,
                "The transactional ID \"" + options_.transactional_id +
                    "\" was taken over twice within a minute: two processes run with one instance "
                    "ID. Give each its own state folder or instance_id.");
  }
  Abandon();
  refusal_.reset();
  if (!calls_) calls_ = std::make_unique<CallThread>();
  auto created = TransactionalProducer::Create(options_.client, options_.transactional_id, limits_,
                                               options_.topics, options_.statistics);
  if (!created) return Fail(created.error());
  producer_ = std::move(*created);
  Status ready = Bounded<void>("Taking over the transactional ID", kRenewLimit,
                               [](TransactionalProducer& producer) { return producer.Init(); });
  if (ready) {
    missing_since_.reset();
    return ready;
  }
  if (ready.error().code == ErrorCode::kRefused) return ToleratedWhileNew(ready.error());
  if (ready.error().code == ErrorCode::kUnavailable) return ready;
  return Fail(ErrorCode::kRetry, ready.error().message);
}

}  // namespace cablestream
