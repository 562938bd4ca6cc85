#include "pipeline/processor.h"

#include <algorithm>
#include <utility>

#include "cable/v1/cable.pb.h"
#include "common/log.h"
#include "kafka/murmur2.h"
#include "pipeline/dead_letter.h"
#include "pipeline/pass_headers.h"

namespace cablestream {
namespace {

constexpr int kMaxHops = 2;
constexpr int kMostCrashes = 3;

DeadLetterReason ReasonOf(ParseErrorCode code) {
  return code == ParseErrorCode::kEmpty ? DeadLetterReason::kEmpty : DeadLetterReason::kNoIdentity;
}

void SetSource(const RawMessage& message, cable::v1::Source& source) {
  source.set_topic(message.topic);
  source.set_partition(message.partition);
  source.set_offset(message.offset);
  source.set_timestamp(message.timestamp_ms);
}

// What the crash notes know a message by.
ParsedMessage AsParsed(const RawMessage& message) {
  return {message.topic, message.partition, message.offset, *message.value};
}

}  // namespace

Processor::Processor(const PipelineSettings& settings, Sink& sink, DedupStore& store,
                     Ownership& ownership, CrashNotes* crashes)
    : settings_(settings),
      sink_(sink),
      store_(store),
      ownership_(ownership),
      crashes_(crashes),
      cable_(std::make_unique<cable::v1::Cable>()) {}

Processor::~Processor() = default;

void Processor::Clear() {
  pending_.Clear();
  counts_ = {};
  timestamps_ms_.clear();
  went_through_.clear();
}

void Processor::ForgetCrashes() {
  for (const size_t slot : went_through_) {
    if (const Status forgotten = crashes_->Forget(slot); !forgotten) {
      LogWarning("parser.crash_kept", {{"reason", forgotten.error().message}});
    }
  }
  went_through_.clear();
}

std::string Processor::last_source() const {
  return last_topic_ + "/" + std::to_string(last_partition_) + "/" + std::to_string(last_offset_);
}

Status Processor::Process(const RawMessage& message) {
  last_topic_ = message.topic;
  last_partition_ = message.partition;
  last_offset_ = message.offset;
  if (!message.rejected.empty()) {
    return DeadLetter(message, DeadLetterReason::kRejected, message.rejected);
  }
  if (!message.value) return DeadLetter(message, DeadLetterReason::kNull, "no value");
  if (const auto noted = crashes_ == nullptr ? std::nullopt : crashes_->Find(AsParsed(message))) {
    went_through_.push_back(*noted);
    const int crashes = crashes_->CrashesIn(*noted);
    if (crashes >= kMostCrashes) {
      return DeadLetter(
          message, DeadLetterReason::kCrashedParser,
          "the process crashed " + std::to_string(crashes) + " times while it parsed this message");
    }
  }
  tl::expected<void, ParseError> read;
  Watched(message, [&] { read = parser_.ReadHead(*message.value, *cable_); });
  if (!read) return DeadLetter(message, ReasonOf(read.error().code), read.error().detail);
  return ProcessCable(message);
}

// A crash meanwhile is laid to the message.
template <typename Work>
void Processor::Watched(const RawMessage& message, const Work& work) {
  if (crashes_ != nullptr) crashes_->Enter(AsParsed(message));
  work();
  if (crashes_ != nullptr) crashes_->Leave();
}

Status Processor::ProcessCable(const RawMessage& message) {
  const int32_t shard = ShardOf(message);
  if (ownership_.OwnsShard(shard)) return Deduplicate(message, shard);
  // A forward comes to where its sender's parser saw its shard. Another version may see another ID,
  // once.
  if (message.hops >= kMaxHops) {
    return DeadLetter(message, DeadLetterReason::kUnstableId,
                      "parser versions " + message.parser_version + " and " +
                          std::string(ParserVersion()) + " disagree on the message ID");
  }
  return Forward(message, shard);
}

int32_t Processor::ShardOf(const RawMessage& message) {
  if (settings_.scope == DedupScope::kGroup) {
    return PartitionOf(cable_->message_id(), settings_.shards);
  }
  NoteKey(message);
  return message.partition;
}

// Under another key the same ID may come in another partition, where it is not looked for.
void Processor::NoteKey(const RawMessage& message) {
  if (message.key == cable_->message_id()) return;
  ++counts_.keyed_otherwise;
  if (std::exchange(key_warned_, true)) return;
  LogWarning("message.keyed_otherwise",
             {{"source", message.source()},
              {"advice",
               "dedup.scope partition needs a raw topic keyed by message ID; further ones "
               "are only counted"}});
}

Status Processor::Forward(const RawMessage& message, int32_t shard) {
  const std::vector<Header> headers =
      ForwardHeaders(message, cable_->message_id(), ParserVersion());
  const std::vector<OutputHeader> views = ToOutput(headers);
  Output output;
  output.topic = OutputTopic::kHome;
  output.partition = shard;
  output.key = message.key;
  output.value = message.value;
  output.headers = views;
  if (!sink_.Fits(output)) {
    return DeadLetter(message, DeadLetterReason::kTooLarge,
                      "too large for the home topic's max.message.bytes");
  }
  if (Status produced = sink_.Produce(output); !produced) return produced;
  ++counts_.forwards;
  return {};
}

// The claim that the message sees: none where the window has passed over it.
Result<std::optional<Claim>> Processor::StandingClaim(int32_t shard,
                                                      const RawMessage& message) const {
  const std::string& message_id = cable_->message_id();
  Result<Claim> claim = Fail(ErrorCode::kInternal, "");
  if (const auto pending = pending_.Find(shard, message_id)) {
    claim = DecodeClaim(*pending);
  } else {
    const Result<std::optional<std::string>> stored = store_.Find(shard, message_id);
    if (!stored) return Fail(stored.error());
    if (!*stored) return std::optional<Claim>();
    claim = DecodeClaim(**stored);
  }
  if (!claim) return Fail(claim.error());
  if (IsExpired(claim->time_ms, message.mark_ms, settings_.window_ms)) {
    return std::optional<Claim>();
  }
  return std::optional<Claim>(std::move(*claim));
}

Candidate Processor::MakeCandidate(const RawMessage& message) const {
  Candidate candidate;
  candidate.topic = message.topic;
  candidate.partition = message.partition;
  candidate.offset = message.offset;
  candidate.time_ms = ClaimTimeOf(message.timestamp_ms, message.mark_ms);
  candidate.content_hash = cable_->content_hash();
  candidate.hash_version = cable_->content_hash_version();
  candidate.disposition_class = DispositionClass(*cable_);
  return candidate;
}

Status Processor::Deduplicate(const RawMessage& message, int32_t shard) {
  const Result<std::optional<Claim>> standing = StandingClaim(shard, message);
  if (!standing) return Fail(standing.error());
  Candidate candidate = MakeCandidate(message);
  if (!*standing || !IsDuplicate(**standing, candidate)) {
    Watched(message, [&] {
      parser_.ReadText();
      candidate.digests = ComputeDigests(*cable_);
    });
  }
  const Decision decision = Decide(*standing, candidate);
  switch (decision.verdict) {
    case Verdict::kDuplicate: {
      const DuplicateKind kind = KindOfDuplicate(*cable_, **standing, candidate);
      ++counts_.duplicates[static_cast<size_t>(kind)];
      CountOutcome(message);
      return {};
    }
    case Verdict::kConflict:
      return DeadLetter(message, DeadLetterReason::kConflict,
                        "the claim on the message ID holds as many revisions as it can");
    case Verdict::kRevision:
      if (settings_.on_conflict == OnConflict::kDeadLetter) {
        return DeadLetter(message, DeadLetterReason::kConflict,
                          "another text was published under the message ID");
      }
      return Publish(message, shard, *standing, decision);
    case Verdict::kFirst:
      return Publish(message, shard, *standing, decision);
  }
  return Fail(ErrorCode::kInternal, "no such verdict");
}

Status Processor::Publish(const RawMessage& message, int32_t shard,
                          const std::optional<Claim>& standing, const Decision& decision) {
  if (!settings_.force && sink_.PastRetention(OutputTopic::kRecords, message.timestamp_ms)) {
    return Fail(ErrorCode::kRefused,
                "The message at " + message.source() +
                    " is older than the retention.ms of the records topic: its record would be "
                    "deleted on arrival. Set the topic's retention.ms to -1, or use --force.");
  }
  cable_->set_revision(static_cast<uint32_t>(decision.claim.revisions.size()));
  cable_->set_generation(settings_.generation);
  SetSource(message, *cable_->mutable_source());
  if (standing) {
    cable::v1::Source& before = *cable_->mutable_supersedes();
    before.set_topic(standing->topic);
    before.set_partition(standing->partition);
    before.set_offset(standing->offset);
    before.set_timestamp(-1);
    for (const std::string& group : decision.changed_fields) cable_->add_changed_fields(group);
  }
  record_ = settings_.record_frame;
  if (!cable_->AppendToString(&record_)) {
    return DeadLetter(message, DeadLetterReason::kTooLarge, "the record passes 2 GiB");
  }

  const std::string source = message.source();
  std::vector<Header> passed;
  if (!settings_.pass_headers.empty()) {
    passed = HeadersToPass(settings_.pass_headers, message.headers());
  }
  std::vector<OutputHeader> headers = ToOutput(passed);
  headers.insert(headers.begin(), {{"content-type", "application/x-protobuf"},
                                   {"message-type", "cable.v1.Cable"},
                                   {"source", source},
                                   {"parser-version", ParserVersion()}});
  Output record;
  record.topic = OutputTopic::kRecords;
  record.key = cable_->message_id();
  record.value = record_;
  record.headers = headers;
  record.timestamp_ms = message.OutputTimestamp(record.topic, sink_);
  if (!sink_.Fits(record)) {
    return DeadLetter(message, DeadLetterReason::kTooLarge,
                      "the record has " + std::to_string(record_.size()) +
                          " bytes, more than the records topic's max.message.bytes");
  }
  std::string encoded = EncodeClaim(decision.claim);
  Output claim;
  claim.topic = OutputTopic::kClaims;
  claim.partition = shard;
  claim.key = cable_->message_id();
  claim.value = encoded;
  if (!sink_.Fits(claim)) {
    return DeadLetter(message, DeadLetterReason::kTooLarge,
                      "the claim on the message ID is larger than the claims topic's "
                      "max.message.bytes");
  }
  if (Status produced = sink_.Produce(record); !produced) return produced;
  if (Status produced = sink_.Produce(claim); !produced) return produced;
  pending_.Add(shard, cable_->message_id(), std::move(encoded));

  CountOutcome(message);
  CountRecord(decision.verdict == Verdict::kRevision);
  return {};
}

void Processor::CountOutcome(const RawMessage& message) {
  ++counts_.messages;
  if (message.value) counts_.message_bytes += message.value->size();
  if (message.timestamp_ms >= 0) timestamps_ms_.push_back(message.timestamp_ms);
}

void Processor::CountRecord(bool is_revision) {
  ++counts_.records;
  counts_.record_bytes += record_.size();
  if (is_revision) ++counts_.revisions;
  for (const cable::v1::Warning& warning : cable_->warnings()) {
    const auto code = std::ranges::lower_bound(kWarningCodes, warning.code());
    ++counts_.warnings[static_cast<size_t>(code - kWarningCodes.begin())];
  }
}

Status Processor::DeadLetter(const RawMessage& message, DeadLetterReason reason,
                             std::string_view detail) {
  if (Status produced = ProduceDeadLetter(message, reason, detail, settings_.generation, sink_);
      !produced) {
    return produced;
  }
  CountOutcome(message);
  ++counts_.dead_letters[static_cast<size_t>(reason)];
  AddPlace(reason, message.source(), counts_.dead_letter_places);
  return {};
}

}  // namespace cablestream
