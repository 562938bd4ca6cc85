// The loop that joins the stages: poll, process, and close one Kafka transaction over everything
// that follows from what was read.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "common/result.h"
#include "consumer/log_reader.h"
#include "consumer/source.h"
#include "pipeline/claim_expiry.h"
#include "pipeline/home_trim.h"
#include "pipeline/ownership.h"
#include "pipeline/processor.h"
#include "pipeline/restore.h"
#include "pipeline/settings.h"
#include "pipeline/stats.h"
#include "pipeline/transaction_watch.h"
#include "pipeline/until_end.h"
#include "producer/sink.h"
#include "storage/crash_notes.h"
#include "storage/dedup_store.h"

namespace cablestream {

// One member of the group. Straight-line code without clock, thread or sleep: whatever takes time
// is behind the interfaces, so that a simulation can drive this very code call by call.
//
// The guarantee is the order of Commit. There is one way back, WayBack: every transaction that does
// not commit, or of which that is not known, ends there.
class Pipeline {
 public:
  // Everything must outlive the pipeline. `crashes` may be null: then none is noted;
  // so may `trimmer`: then the internal topics grow; and `watch`.
  Pipeline(PipelineSettings settings, Source& source, Sink& sink, DedupStore& store, LogReader& log,
           Stats& stats, CrashNotes* crashes = nullptr, LogTrimmer* trimmer = nullptr,
           TransactionWatch* watch = nullptr);

  // Works until the source says stop, or the end is reached (settings.until_end): then everything
  // read is committed. Fails with what nothing but a person can mend: kRefused (doubt),
  // kUnavailable (not authorised), kInvalidArgument, kIo (the store), kLost (no way back works).
  [[nodiscard]] Status Run();

 private:
  [[nodiscard]] Status Turn();
  [[nodiscard]] Result<SourceEvent> NextEvent();
  [[nodiscard]] Status Handle(SourceEvent event);
  [[nodiscard]] Status Handle(Idle idle);
  [[nodiscard]] Status Handle(Message message);
  [[nodiscard]] Status Handle(const PartitionEnd& end);
  [[nodiscard]] Status Handle(BatchDue due);
  [[nodiscard]] Status Handle(Assigned assigned);
  [[nodiscard]] Status Handle(const Revoked& revoked);
  [[nodiscard]] Status Handle(StopRequested stop);

  [[nodiscard]] Result<RawMessage> AsRaw(const Message& message, PartitionProgress& progress) const;
  [[nodiscard]] Status Begin();
  [[nodiscard]] Status Commit();
  [[nodiscard]] Status Apply(const std::vector<FlushedClaims>& claims);
  void Drop(LossCause cause);
  void Disown(LossCause cause);
  [[nodiscard]] LossCause CauseOf(const Error& error) const;

  [[nodiscard]] Status RenewSink();
  [[nodiscard]] Status RestoreOwned();
  void NoteUnsettled(const std::vector<OffsetCommit>& offsets);
  void FindUnsettled();
  void CountFound();
  [[nodiscard]] Status NoteRefusal();
  [[nodiscard]] Status WayBack(const Error& cause);
  [[nodiscard]] Status Rejoin(const Error& cause);
  void FollowPositions();
  void NotePositions();
  void NoteLeft();
  [[nodiscard]] Status TestEnd();

  // Keeps the membership while something takes its time. True: an event waits to be handled first.
  [[nodiscard]] bool Interrupted(Wait wait);

  const PipelineSettings settings_;
  Source& source_;
  Sink& sink_;
  DedupStore& store_;
  Stats& stats_;
  TransactionWatch* const watch_;

  Ownership ownership_;
  Processor processor_;
  Restore restore_;
  UntilEnd until_end_;
  HomeTrim home_trim_;
  ClaimExpiry claim_expiry_;

  bool sink_ready_ = false;   // the sink has a producer that nothing is known against
  bool restore_due_ = false;  // what is owned must be restored before it is read
  bool transaction_open_ = false;
  bool left_open_ = false;  // a transaction was given up, and no new producer asked for since
  // Of the open transaction: the messages that it has begun with, and where the last one was read.
  struct Reading {
    int messages = 0;
    PartitionProgress* partition = nullptr;
    int64_t offset = -1;
    int64_t timestamp_ms = -1;
  };
  Reading reading_;
  bool done_ = false;
  bool ends_taken_ = false;
  // The last transaction, where its end is not known: an offset that it moves tells later.
  struct Unsettled {
    OffsetCommit offset;
    TransactionCounts counts;
  };
  std::optional<Unsettled> unsettled_;
  std::vector<TransactionCounts> found_;  // such transactions, by the offsets that a restore found
  int ways_back_ = 0;                     // in a row, without a commit between
  std::optional<Result<SourceEvent>> waiting_;  // came while something took its time
};

}  // namespace cablestream
