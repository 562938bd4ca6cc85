#include "decorators.h"

#include "failpoints.h"

namespace cablestream {
namespace {

Error StoreIsCorrupt() {
  return {ErrorCode::kCorruption, "A block has another checksum (a failpoint)"};
}

Error DiskFails() {
  return {ErrorCode::kIo, "Input/output error (a failpoint)"};
}

Error TransactionFails() {
  return {ErrorCode::kLost, "The transaction is lost (a failpoint)"};
}

}  // namespace

// By the next turn of the loop a committed transaction is in the store.
Result<SourceEvent> FailingSource::Next(Wait wait) {
  if (Open() == OpenWork::kCommitted) NoteOpen(OpenWork::kNothing);
  Result<SourceEvent> event = real_.Next(wait);
  if (!event) return event;
  if (std::holds_alternative<Message>(*event)) At("polled");
  if (std::holds_alternative<Assigned>(*event)) {
    NoteOpen(OpenWork::kRestore);
    At("assigned");
  }
  if (std::holds_alternative<Revoked>(*event)) {
    NoteOpen(OpenWork::kRevocation);
    At("revoked");
  }
  return event;
}

Status FailingSource::Start(std::span<const StartPosition> positions) {
  At("restored");
  Status started = real_.Start(positions);
  if (started) NoteOpen(OpenWork::kNothing);
  return started;
}

Status FailingSource::Release() {
  At("before_release");
  Status released = real_.Release();
  NoteOpen(OpenWork::kNothing);
  return released;
}

Status FailingSource::Renew() {
  NoteOpen(OpenWork::kNothing);
  return real_.Renew();
}

Status FailingSink::Begin() {
  Status begun = real_.Begin();
  if (begun && Open() == OpenWork::kNothing) NoteOpen(OpenWork::kTransaction);
  return begun;
}

Status FailingSink::Produce(const Output& output) {
  At("before_produce");
  Status produced = real_.Produce(output);
  At("produced");
  return produced;
}

Result<std::vector<FlushedClaims>> FailingSink::Flush() {
  Result<std::vector<FlushedClaims>> flushed = real_.Flush();
  At("flushed");
  return flushed;
}

Status FailingSink::SendOffsets(std::span<const OffsetCommit> offsets,
                                const GroupMetadata& membership) {
  At("before_offsets");
  Status sent = real_.SendOffsets(offsets, membership);
  At("offsets_sent");
  return sent;
}

Status FailingSink::Commit() {
  if (FailsAt("before_commit")) return Fail(TransactionFails());
  Status done = real_.Commit();
  if (done && Open() == OpenWork::kTransaction) NoteOpen(OpenWork::kCommitted);
  At("committed");
  return done;
}

Status FailingSink::Renew() {
  if (Open() == OpenWork::kTransaction || Open() == OpenWork::kCommitted) {
    NoteOpen(OpenWork::kRestore);
  }
  At("before_renew");
  Status renewed = real_.Renew();
  At("renewed");
  return renewed;
}

Result<std::optional<std::string>> FailingStore::Find(int32_t shard,
                                                      std::string_view message_id) const {
  if (FailsAt("in_find")) return Fail(StoreIsCorrupt());
  return real_.Find(shard, message_id);
}

Status FailingStore::Apply(std::span<const ShardUpdate> updates) {
  At("before_apply");
  if (FailsAt("in_apply")) return Fail(DiskFails());
  Status applied = real_.Apply(updates);
  At("applied");
  return applied;
}

Status FailingStore::Wipe(int32_t shard) {
  At("in_wipe");
  Status wiped = real_.Wipe(shard);
  At("wiped");
  return wiped;
}

Result<LogEvent> FailingLogReader::Next() {
  Result<LogEvent> event = real_.Next();
  if (event && std::holds_alternative<Message>(*event)) At("restoring");
  return event;
}

}  // namespace cablestream
