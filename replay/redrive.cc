#include "replay/redrive.h"

#include <algorithm>
#include <span>
#include <utility>

#include "audit/range_reader.h"
#include "common/log.h"
#include "pipeline/dead_letter.h"
#include "pipeline/raw_message.h"
#include "replay/redrive_marks.h"

namespace cablestream {
namespace {

constexpr size_t kBatchLetters = 500;
constexpr size_t kBatchBytes = 4 << 20;
constexpr int kMostTries = 10;
constexpr std::chrono::milliseconds kRenewPause{500};
constexpr const char* kOrigin = "cablestream.origin";

struct Wanted {
  DeadLetter letter;
  RedriveOutcome outcome = RedriveOutcome::kRedriven;
  bool without_timestamp = false;  // the broker refuses the letter's own
};

// The headers that the letter had, and once and for all where the message stood first.
std::vector<Header> RedrivenHeaders(const DeadLetter& letter) {
  std::vector<Header> headers = letter.headers;
  const bool is_first = std::none_of(headers.begin(), headers.end(),
                                     [](const Header& header) { return header.name == kOrigin; });
  if (is_first) headers.push_back({kOrigin, ToString(letter.facts.source)});
  return headers;
}

class Redriving {
 public:
  Redriving(const RedriveSettings& settings, LogReader& log, const RedriveActions& actions,
            const RedriveHooks& hooks, DeadLetters& letters)
      : settings_(settings),
        log_(log),
        actions_(actions),
        hooks_(hooks),
        letters_(letters),
        batch_limit_(std::min<uint64_t>(kBatchLetters, settings.rate.value_or(kBatchLetters))) {}

  Result<RedriveReport> Run() {
    for (const auto& [raw_topic, partitions] : settings_.raw_topics) {
      if (taken_ == settings_.limit) break;
      raw_partitions_ = partitions;
      if (Status done = RunTopic(raw_topic); !done) {
        if (!hooks_.stop) return Fail(done.error());
        break;
      }
    }
    report_.not_wanted = letters_.not_wanted();
    report_.incomplete = letters_.incomplete();
    return report_;
  }

 private:
  // Each raw topic has a producer of its own, and with each begins anew who may commit.
  Status RunTopic(const std::string& raw_topic) {
    sink_.reset();
    if (!settings_.dry_run) sink_ = actions_.make_sink(raw_topic);
    if (Status ours = TakeOver(); !ours) return ours;
    if (!letters_read_) {
      if (Status read = ReadLetters(); !read) return read;
      letters_read_ = true;
    }
    Status taken = letters_.ForEach(raw_topic, [&](DeadLetter& letter) { return Take(letter); });
    if (!taken) return taken;
    return SendBatch();
  }

  // A new producer first: what an older one was about to commit is marked by now, or never will be.
  Status TakeOver() {
    for (int tries = 1; sink_; ++tries) {
      Status renewed = sink_->Renew();
      if (renewed) break;
      if (renewed.error().code != ErrorCode::kRetry) return renewed;
      if (tries == kMostTries || hooks_.stop) {
        return Fail(ErrorCode::kUnavailable, renewed.error().message);
      }
      actions_.pause(kRenewPause);
    }
    RangeReader reader(log_, marks_hooks_);
    const Result<std::vector<LogRange>> ranges = reader.Whole(settings_.marks);
    if (!ranges) return Fail(ranges.error());
    return reader.Read(*ranges, {[this](const Message& message) { return marks_.Add(message); }});
  }

  Status ReadLetters() {
    RangeReader reader(log_, letters_hooks_);
    const Result<std::vector<LogRange>> ranges = reader.Whole(settings_.dead_letters);
    if (!ranges) return Fail(ranges.error());
    for (const LogRange& range : *ranges) {
      if (Status same = marks_.CheckEnd(range.partition.partition, range.to); !same) return same;
      reader.Expect(static_cast<uint64_t>(range.to - range.from));
    }
    return reader.Read(*ranges, {[this](const Message& message) {
      if (Status same = marks_.CheckWitness(message); !same) return same;
      return letters_.Add(message);
    }});
  }

  Result<bool> Take(DeadLetter& letter) {
    if (marks_.Has(letter.place)) {
      ++report_.done_before;
      return true;
    }
    if (hooks_.stop || taken_ == settings_.limit) return false;
    ++taken_;
    const bool is_tried_enough = letter.facts.attempts >= settings_.max_attempts;
    Wanted wanted{std::move(letter),
                  is_tried_enough ? RedriveOutcome::kParked : RedriveOutcome::kRedriven};
    if (settings_.dry_run) {
      Count(wanted);
      hooks_.on_letter(wanted.letter, wanted.outcome);
      return true;
    }
    batch_bytes_ += wanted.letter.value.value_or("").size();
    batch_.push_back(std::move(wanted));
    if (batch_.size() < batch_limit_ && batch_bytes_ < kBatchBytes) return true;
    if (Status sent = SendBatch(); !sent) return Fail(sent.error());
    return true;
  }

  // A transaction is open for no longer than it takes to send what is at hand: all readers of the
  // raw topic wait for it.
  Status SendBatch() {
    if (batch_.empty()) return {};
    actions_.pause(std::exchange(owed_, std::chrono::milliseconds(0)));
    if (Status sent = Send(batch_); !sent) return sent;
    const size_t sent = batch_.size();
    batch_.clear();
    batch_bytes_ = 0;
    hooks_.on_sending(taken_, letters_.held());
    if (settings_.rate) owed_ = std::chrono::milliseconds(1000 * sent / *settings_.rate);
    return {};
  }

  // Until all of them are marked or left. What an uncertain end has committed is marked too.
  Status Send(std::span<Wanted> batch) {
    for (int tries = 1;; ++tries) {
      Status sent = SendOnce(batch);
      if (sent) {
        for (const Wanted& wanted : batch) Count(wanted);
        return {};
      }
      const Error& error = sent.error();
      if (error.code == ErrorCode::kFenced) {
        return Fail(ErrorCode::kRefused,
                    "Another redrive of the same group has taken over. What this one had put back "
                    "is marked.");
      }
      if (error.code != ErrorCode::kLost) return sent;
      if (tries == kMostTries) return Fail(ErrorCode::kUnavailable, error.message);
      LogWarning("redrive.transaction_lost", {{"reason", error.message}});
      const std::optional<Refusal> refusal = sink_->refusal();
      if (Status ours = TakeOver(); !ours) return ours;
      if (!refusal) continue;
      if (batch.size() > 1) return SendSingly(batch);
      if (Status known = NoteRefusal(batch.front(), *refusal); !known) return known;
    }
  }

  // Any of them may be what the broker refused.
  Status SendSingly(std::span<Wanted> batch) {
    for (size_t i = 0; i < batch.size(); ++i) {
      if (Status sent = Send(batch.subspan(i, 1)); !sent) return sent;
    }
    return {};
  }

  Status NoteRefusal(Wanted& wanted, const Refusal& refusal) {
    if (refusal.topic == kMarksOutput) {
      return Fail(ErrorCode::kRefused, "Topic " + refusal.topic_name + " takes no marks (" +
                                           refusal.error + "): see to its settings.");
    }
    if (refusal.timestamp && !wanted.without_timestamp) {
      wanted.without_timestamp = true;
      return {};
    }
    Leave(wanted, refusal.topic_name + " refuses it (" + refusal.error + ")");
    return {};
  }

  void Leave(Wanted& wanted, const std::string& reason) {
    wanted.outcome = RedriveOutcome::kLeft;
    LogWarning("redrive.left", {{"dead_letter", MarkKey(wanted.letter.place)},
                                {"source", ToString(wanted.letter.facts.source)},
                                {"reason", reason}});
  }

  Status SendOnce(std::span<Wanted> batch) {
    if (Status begun = sink_->Begin(); !begun) return begun;
    LogDebug("redrive.begun");
    for (Wanted& wanted : batch) {
      if (wanted.outcome == RedriveOutcome::kLeft || marks_.Has(wanted.letter.place)) continue;
      if (Status produced = Produce(wanted); !produced) return produced;
    }
    if (const auto flushed = sink_->Flush(); !flushed) return Fail(flushed.error());
    if (Status committed = sink_->Commit(); !committed) return committed;
    LogDebug("redrive.committed", {{"letters", batch.size()}});
    return {};
  }

  Status Produce(Wanted& wanted) {
    const bool is_parked = wanted.outcome == RedriveOutcome::kParked;
    const Result<bool> taken = is_parked ? Park(wanted) : PutBack(wanted);
    if (!taken) return Fail(taken.error());
    if (!*taken) {
      Leave(wanted, "larger than the max.message.bytes of the topic it should go to");
      return {};
    }
    const std::string key = MarkKey(wanted.letter.place);
    const std::string value =
        MarkValue(is_parked ? "parked" : "redriven", wanted.letter.facts.source);
    Output mark;
    mark.topic = kMarksOutput;
    mark.key = key;
    mark.value = value;
    return sink_->Produce(mark);
  }

  // As it stood there; false: it does not fit.
  Result<bool> PutBack(const Wanted& wanted) {
    const DeadLetter& letter = wanted.letter;
    const std::vector<Header> headers = RedrivenHeaders(letter);
    const std::vector<OutputHeader> views = ToOutput(headers);
    Output output;
    output.topic = kRedrivenOutput;
    if (letter.facts.source.partition < raw_partitions_) {
      output.partition = letter.facts.source.partition;
    }
    output.key = letter.key;
    output.value = letter.value;
    output.headers = views;
    output.timestamp_ms = TimestampFor(wanted, output.topic, letter.facts.timestamp_ms);
    if (!sink_->Fits(output)) return false;
    if (Status produced = sink_->Produce(output); !produced) return Fail(produced.error());
    return true;
  }

  // As it stands among the dead letters, in parts again where it must be; false: it does not fit.
  Result<bool> Park(const Wanted& wanted) {
    const DeadLetter& letter = wanted.letter;
    Output output;
    output.topic = kParkedOutput;
    output.key = letter.key;
    output.value = letter.value;
    output.timestamp_ms = TimestampFor(wanted, output.topic, letter.timestamp_ms);
    const Status produced = ProduceWholeOrInParts(output, letter.headers, *sink_);
    if (!produced && produced.error().code == ErrorCode::kRefused) return false;
    if (!produced) return Fail(produced.error());
    return true;
  }

  // -1 where the topic would delete it on arrival, or refuses it.
  [[nodiscard]] int64_t TimestampFor(const Wanted& wanted, OutputTopic topic,
                                     int64_t timestamp_ms) const {
    const bool is_left_out = wanted.without_timestamp || sink_->PastRetention(topic, timestamp_ms);
    return is_left_out ? -1 : timestamp_ms;
  }

  void Count(const Wanted& wanted) {
    uint64_t& count = wanted.outcome == RedriveOutcome::kRedriven ? report_.redriven
                      : wanted.outcome == RedriveOutcome::kParked ? report_.parked
                                                                  : report_.left;
    ++count;
  }

  const RedriveSettings& settings_;
  LogReader& log_;
  const RedriveActions& actions_;
  const RedriveHooks& hooks_;
  const AuditHooks marks_hooks_{hooks_.stop, [](uint64_t, uint64_t, uint64_t) {}};
  const AuditHooks letters_hooks_{hooks_.stop, hooks_.on_reading};
  DeadLetters& letters_;
  const uint64_t batch_limit_;
  RedriveMarks marks_;
  std::unique_ptr<Sink> sink_;  // of a dry run: none
  int32_t raw_partitions_ = 0;
  bool letters_read_ = false;

  std::vector<Wanted> batch_;
  size_t batch_bytes_ = 0;
  uint64_t taken_ = 0;
  std::chrono::milliseconds owed_{0};  // to the rate, before the next batch
  RedriveReport report_;
};

}  // namespace

Result<RedriveReport> Redrive(const RedriveSettings& settings, LogReader& log,
                              const RedriveActions& actions, const RedriveHooks& hooks) {
  const Result<std::unique_ptr<Scratch>> scratch = Scratch::Make(settings.scratch_parent);
  if (!scratch) return Fail(scratch.error());
  std::vector<std::string> raw_topics;
  for (const auto& [topic, partitions] : settings.raw_topics) raw_topics.push_back(topic);
  DeadLetters letters(settings.selection, std::move(raw_topics), **scratch);
  return Redriving(settings, log, actions, hooks, letters).Run();
}

}  // namespace cablestream
