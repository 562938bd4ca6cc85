#include "audit/audit.h"

#include <algorithm>
#include <functional>
#include <memory>
#include <vector>

#include "audit/collector.h"
#include "audit/cut.h"
#include "audit/id_check.h"
#include "audit/scratch.h"
#include "audit/source_check.h"

namespace cablestream {
namespace {

constexpr int kMostCuts = 10;

using AddMessage = std::function<Status(const Message&)>;

uint64_t Length(const std::vector<LogRange>& ranges) {
  uint64_t length = 0;
  for (const LogRange& range : ranges) length += static_cast<uint64_t>(range.to - range.from);
  return length;
}

class Auditing {
 public:
  Auditing(const AuditSettings& settings, Scratch& scratch, LogReader& log, const AuditHooks& hooks)
      : settings_(settings),
        topics_(settings.topics),
        scratch_(scratch),
        reader_(log, hooks),
        report_(settings.most_shown),
        collector_(topics_, settings.scope, settings.generation, scratch, report_) {}

  // The order is the argument: what was committed at the cut stands below every end taken later,
  // and the records are read between two readings of the claims, so that each claim of the first
  // has its record in what was read, and each record its claim in one of the two.
  Result<AuditReport> Run() {
    for (const auto step :
         {&Auditing::EstimateWork, &Auditing::ReadCutAndForwards, &Auditing::ReadClaims,
          &Auditing::ReadRecords, &Auditing::ReadLateClaims, &Auditing::ReadDeadLetters,
          &Auditing::Judge}) {
      if (Status done = (this->*step)(); !done) return Fail(done.error());
    }
    return std::move(report_);
  }

 private:
  Status EstimateWork() {
    std::vector<const AuditedTopic*> all = {&topics_.claims, &topics_.records,
                                            &topics_.dead_letters};
    for (const AuditedTopic& raw : topics_.raw) all.push_back(&raw);
    for (const AuditedTopic* topic : all) {
      const Result<std::vector<LogRange>> ranges = reader_.Whole(topic->all());
      if (!ranges) return Fail(ranges.error());
      reader_.Expect(Length(*ranges));
    }
    return {};
  }

  // Home is trimmed behind its committed offset, which moves on: a cut that this has overtaken is
  // taken again.
  Status ReadCutAndForwards() {
    for (int tries = 0; tries < kMostCuts; ++tries) {
      Result<Cut> cut = TakeCut(topics_, reader_);
      if (!cut) return Fail(cut.error());
      cut_ = std::move(*cut);
      cut_.number = static_cast<uint32_t>(tries);
      const Result<bool> whole = ReadForwards();
      if (!whole) return Fail(whole.error());
      if (*whole) return {};
    }
    return Fail(ErrorCode::kRefused,
                "The group commits and trims faster than this audit can follow: try again.");
  }

  // False: part of what was in flight at the cut is gone.
  Result<bool> ReadForwards() {
    Result<std::vector<LogRange>> ranges = reader_.Whole(topics_.home.all());
    if (!ranges) return Fail(ranges.error());
    for (LogRange& range : *ranges) {
      const auto committed = cut_.home.find(range.partition);
      if (committed == cut_.home.end()) continue;
      if (range.from > committed->second) return false;
      range.from = committed->second;
    }
    bool whole = true;
    const RangeHandlers handlers{
        [this](const Message& message) { return collector_.AddForward(message, cut_.number); },
        [&whole](const TopicPartition&, int64_t) { whole = false; }};
    if (Status read = reader_.Read(*ranges, handlers); !read) return Fail(read.error());
    return whole;
  }

  Status ReadClaims() {
    Result<std::vector<LogRange>> ranges = reader_.Whole(topics_.claims.all());
    if (!ranges) return Fail(ranges.error());
    claims_ = std::move(*ranges);
    return reader_.Read(claims_, {[this](const Message& message) {
                          return collector_.AddClaim(message, /*late=*/false);
                        }});
  }

  Status ReadRecords() {
    return ReadOutputs(topics_.records, records_trimmed_,
                       [this](const Message& message) { return collector_.AddRecord(message); });
  }

  Status ReadLateClaims() {
    std::vector<LogRange> late;
    for (const LogRange& early : claims_) {
      const Result<Watermarks> marks = reader_.QueryWatermarks(early.partition);
      if (!marks) return Fail(marks.error());
      late.push_back({early.partition, early.to, marks->high});
    }
    return reader_.Read(late, {[this](const Message& message) {
                          return collector_.AddClaim(message, /*late=*/true);
                        }});
  }

  Status ReadDeadLetters() {
    return ReadOutputs(topics_.dead_letters, dead_letters_trimmed_, [this](const Message& message) {
      return collector_.AddDeadLetter(message);
    });
  }

  Status ReadOutputs(const AuditedTopic& topic, bool& trimmed, const AddMessage& add) {
    const Result<std::vector<LogRange>> ranges = reader_.Whole(topic.all());
    if (!ranges) return Fail(ranges.error());
    trimmed = std::any_of(ranges->begin(), ranges->end(),
                          [](const LogRange& range) { return range.from > 0; });
    return reader_.Read(*ranges,
                        {add, [&trimmed](const TopicPartition&, int64_t) { trimmed = true; }});
  }

  Status Judge() {
    AuditGround ground{topics_,
                       cut_,
                       collector_.other_parsers(),
                       settings_.scope,
                       settings_.ranges,
                       settings_.now_ms,
                       settings_.window_ms,
                       settings_.max_future_ms,
                       records_trimmed_,
                       dead_letters_trimmed_};
    SourceCheck sources(ground, scratch_, reader_, report_);
    if (Status checked = sources.Run(); !checked) return checked;
    return CheckIds(ground, scratch_, report_);
  }

  const AuditSettings& settings_;
  const AuditedTopics& topics_;
  Scratch& scratch_;
  RangeReader reader_;
  AuditReport report_;
  Collector collector_;

  Cut cut_;
  std::vector<LogRange> claims_;  // as they were read first
  bool records_trimmed_ = false;
  bool dead_letters_trimmed_ = false;
};

}  // namespace

Result<AuditReport> Audit(const AuditSettings& settings, LogReader& log, const AuditHooks& hooks) {
  const Result<std::unique_ptr<Scratch>> scratch = Scratch::Make(settings.scratch_parent);
  if (!scratch) return Fail(scratch.error());
  return Auditing(settings, **scratch, log, hooks).Run();
}

}  // namespace cablestream
