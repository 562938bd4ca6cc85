#include "simulation/fakes/sim_sink.h"

#include <algorithm>
#include <memory>
#include <string_view>
#include <utility>

#include "kafka/murmur2.h"
#include "simulation/fakes/entry_message.h"
#include "simulation/process.h"
#include "simulation/world.h"

namespace cablestream::sim {
namespace {

constexpr int kMostTries = 300;
constexpr int64_t kRetrySteps = 3;
constexpr std::array kTopicNames = {kRecords, kLetters, kClaims, kHome};

const char* NameOf(OutputTopic topic) {
  return kTopicNames[static_cast<size_t>(topic)];
}

}  // namespace

SimSink::SimSink(Process& process) : process_(process), broker_(process.world().broker()) {
  max_message_bytes_.fill(kOutputLimit);
  max_message_bytes_[static_cast<size_t>(OutputTopic::kHome)] = 1'000'000;
  if (!process.world().scenario().limit_known) {
    max_message_bytes_[static_cast<size_t>(OutputTopic::kRecords)] = 1'000'000;
  }
}

bool SimSink::Fits(const Output& output) const {
  return process_.At(Call::kFits, [&] {
    return SizeOf(ToEntry(output)) <= max_message_bytes_[static_cast<size_t>(output.topic)];
  });
}

int64_t SimSink::RoomForValue(const Output& output) const {
  return process_.At(Call::kRoomForValue, [&] {
    const auto value = static_cast<int64_t>(output.value.value_or("").size());
    return max_message_bytes_[static_cast<size_t>(output.topic)] - SizeOf(ToEntry(output)) + value;
  });
}

bool SimSink::PastRetention(OutputTopic /*topic*/, int64_t /*timestamp_ms*/) const {
  return process_.At(Call::kPastRetention, [] { return false; });
}

bool SimSink::RefusesTimestamp(OutputTopic topic, int64_t timestamp_ms) const {
  return process_.At(Call::kRefusesTimestamp, [&] {
    const auto refused = refused_timestamps_.find(topic);
    return refused != refused_timestamps_.end() && timestamp_ms >= refused->second;
  });
}

void SimSink::NoteRefusedTimestamp(OutputTopic topic, int64_t timestamp_ms) {
  process_.At(Call::kNoteRefusedTimestamp, [&] { refused_timestamps_[topic] = timestamp_ms; });
}

std::optional<Refusal> SimSink::refusal() const {
  return process_.At(Call::kRefusal, [&] { return refusal_; });
}

// One request. A connection that dies makes librdkafka send it again without a word, while the
// first copy may have arrived, or arrive later; or the call ends without an answer.
std::optional<Answer> SimSink::Send(const Network::Request& request) {
  World& world = process_.world();
  if (world.random().OneIn(4)) world.network().DeliverOneOf(producer_);
  if (!world.RequestFails(process_)) return request();
  watch_failed_ = true;
  const bool arrived = world.random().OneIn(2);
  const bool sent_again = world.random().OneIn(2);
  if (world.tracing()) {
    world.Say(process_.name(), std::string("a request ") + (arrived ? "arrives" : "is late") +
                                   (sent_again ? " and is sent again" : ", no answer comes"));
  }
  if (arrived) {
    (void)request();
  } else {
    world.network().Hold(producer_, request);
  }
  process_.Wait(kRetrySteps);
  if (!sent_again) return std::nullopt;
  return request();
}

std::optional<Answer> SimSink::Repeat(const Network::Request& request) {
  for (int tries = 0; tries < kMostTries; ++tries) {
    const std::optional<Answer> answer = Send(request);
    if (answer != Answer::kConcurrentTransactions) return answer;
    process_.Wait(kRetrySteps);
  }
  return std::nullopt;
}

Status SimSink::Ask(const char* what, const Network::Request& request) {
  const std::optional<Answer> answer = Repeat(request);
  if (answer == Answer::kNone) return {};
  const std::string text =
      std::string(what) +
      (answer ? ": refused, " + std::to_string(static_cast<int>(*answer)) : ": no answer");
  return Fail(answer == Answer::kInvalidProducerEpoch ? ErrorCode::kFenced : ErrorCode::kLost,
              text);
}

Status SimSink::Usable() const {
  if (usable_) return {};
  return Fail(ErrorCode::kLost, "The producer can't be used any more");
}

template <typename T>
Result<T> SimSink::Noted(Result<T> result) {
  if (result) return result;
  usable_ = false;
  if (result.error().code == ErrorCode::kFenced) NoteFencing();
  return result;
}

void SimSink::NoteFencing() {
  const int64_t now = process_.world().now();
  if (tag_ != kNoTag && now - begun_ >= kTransactionTimeout) return;
  twice_fenced_ = fenced_ && now - *fenced_ < kMinute;
  fenced_ = now;
}

Status SimSink::Begin() {
  return Noted(process_.At(Call::kBegin, [&]() -> Status {
    if (Status usable = Usable(); !usable) return usable;
    tag_ = process_.world().BeginTransaction(process_);
    begun_ = process_.world().now();
    queued_.clear();
    added_.clear();
    claims_.clear();
    delivery_error_.reset();
    refusal_.reset();
    return {};
  }));
}

Status SimSink::Produce(const Output& output) {
  return Noted(process_.At(Call::kProduce, [&]() -> Status {
    if (Status usable = Usable(); !usable) return usable;
    if (delivery_error_) return Fail(*delivery_error_);
    const std::string topic = NameOf(output.topic);
    const int32_t count = broker_.counts().at(topic);
    int32_t partition = output.partition;
    if (partition < 0) {
      partition =
          output.key
              ? PartitionOf(*output.key, count)
              : static_cast<int32_t>(process_.world().random().Below(static_cast<size_t>(count)));
    }
    Queued& queued = queued_[{topic, partition}].emplace_back();
    queued = {output.topic, ToEntry(output)};
    queued.entry.tag = tag_;
    ++process_.world().TransactionOf(tag_).outputs;
    if (process_.world().tracing()) {
      process_.world().Say(process_.name(), "produces to " + ToString({topic, partition}) +
                                                " key " + output.key.value_or("-").data());
    }
    // What waits is sent in the background; what becomes of it, a later call tells.
    if (process_.world().random().OneIn(5)) {
      if (Status delivered = DeliverQueued(); !delivered) delivery_error_ = delivered.error();
    }
    return {};
  }));
}

Status SimSink::DeliverQueued() {
  std::map<TopicPartition, std::vector<Queued>> queued = std::move(queued_);
  queued_.clear();
  for (const auto& [partition, batch] : queued) {
    if (Status delivered = Deliver(partition, batch); !delivered) return delivered;
  }
  return {};
}

Status SimSink::Deliver(const TopicPartition& partition, const std::vector<Queued>& batch) {
  Broker* const broker = &broker_;
  World* const world = &process_.world();
  const Producer producer = producer_;
  if (added_.insert(partition).second) {
    Status added = Ask("AddPartitionsToTxn", [broker, world, producer, partition] {
      return broker->transactions().AddPartition(producer, partition, world->now());
    });
    if (!added) return added;
  }
  std::vector<Entry> entries;
  entries.reserve(batch.size());
  for (const Queued& queued : batch) entries.push_back(queued.entry);
  int32_t& next = sequences_[partition];
  const int32_t sequence = next;
  next += static_cast<int32_t>(entries.size());
  const auto offset = std::make_shared<int64_t>(-1);
  const Network::Request produce = [broker, producer, partition, sequence,
                                    entries = std::move(entries), offset] {
    return broker->Produce(producer, partition, sequence, entries, *offset);
  };
  std::optional<Answer> answer = Repeat(produce);
  if (answer == Answer::kMsgSizeTooLarge || answer == Answer::kInvalidTimestamp) {
    NoteRefusal(batch.front().topic, *answer);
  }
  if (answer != Answer::kNone) {
    return Ask("Produce", [answer] { return answer.value_or(Answer::kInvalidTxnState); });
  }
  if (batch.front().topic == OutputTopic::kClaims) {
    const int64_t last = *offset + static_cast<int64_t>(batch.size()) - 1;
    const FlushedClaims claims{partition.partition, *offset, last};
    claims_.try_emplace(partition.partition, claims).first->second.last = last;
  }
  return {};
}

void SimSink::NoteRefusal(OutputTopic topic, Answer answer) {
  const bool timestamp = answer == Answer::kInvalidTimestamp;
  refusal_ = Refusal{topic, NameOf(topic), timestamp,
                     timestamp ? "INVALID_TIMESTAMP" : "MSG_SIZE_TOO_LARGE"};
}

Result<std::vector<FlushedClaims>> SimSink::Flush() {
  using Flushed = std::vector<FlushedClaims>;
  return Noted(process_.At(Call::kFlush, [&]() -> Result<Flushed> {
    if (Status usable = Usable(); !usable) return Fail(usable.error());
    if (delivery_error_) return Fail(*delivery_error_);
    if (Status delivered = DeliverQueued(); !delivered) return Fail(delivered.error());
    Flushed flushed;
    for (const auto& [shard, claims] : claims_) flushed.push_back(claims);
    return flushed;
  }));
}

Status SimSink::SendOffsets(std::span<const OffsetCommit> offsets,
                            const GroupMetadata& membership) {
  return Noted(process_.At(Call::kSendOffsets, [&]() -> Status {
    if (Status usable = Usable(); !usable) return usable;
    if (!membership.fenceable()) return Fail(ErrorCode::kLost, "The membership is not known");
    Broker* const broker = &broker_;
    World* const world = &process_.world();
    const Producer producer = producer_;
    Status added = Ask("AddOffsetsToTxn", [broker, world, producer] {
      return broker->transactions().AddOffsets(producer, world->now());
    });
    if (!added) return added;
    const Tag tag = tag_;
    process_.world().TransactionOf(tag).offsets_sent = true;
    return Ask("TxnOffsetCommit",
               [broker, producer, membership, tag,
                copies = std::vector<OffsetCommit>(offsets.begin(), offsets.end())] {
                 return broker->CommitOffsets(producer, copies, membership, tag);
               });
  }));
}

Status SimSink::Commit() {
  return Noted(process_.At(Call::kCommit, [&]() -> Status {
    if (Status usable = Usable(); !usable) return usable;
    Broker* const broker = &broker_;
    const Producer producer = producer_;
    process_.world().TransactionOf(tag_).commit_asked = true;
    Status ended = Ask("EndTxn", [broker, producer] {
      return broker->transactions().End(producer, /*commit=*/true);
    });
    if (!ended) return ended;
    if (watch_failed_) return Fail(ErrorCode::kLost, "A request was sent twice");
    tag_ = kNoTag;
    process_.NoteCommit();
    return {};
  }));
}

Status SimSink::Renew() {
  return process_.At(Call::kRenew, [&]() -> Status {
    if (twice_fenced_) return Fail(ErrorCode::kRefused, "Fenced twice within a minute");
    usable_ = false;
    refusal_.reset();
    queued_.clear();
    sequences_.clear();
    const std::string& identity = process_.member().identity;
    for (int tries = 0; tries < kMostTries; ++tries) {
      Producer taken;
      if (broker_.transactions().InitProducer(identity, taken) == Answer::kNone) {
        producer_ = taken;
        usable_ = true;
        watch_failed_ = false;
        return {};
      }
      process_.Wait(kRetrySteps);
    }
    return Fail(ErrorCode::kRetry, "InitProducerId: no answer yet");
  });
}

}  // namespace cablestream::sim
