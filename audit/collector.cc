#include "audit/collector.h"

#include <algorithm>
#include <utility>

#include "cable/v1/cable.pb.h"
#include "kafka/murmur2.h"
#include "parser/parser.h"
#include "pipeline/dedup.h"
#include "pipeline/raw_message.h"
#include "pipeline/record_value.h"
#include "storage/claim.h"

namespace cablestream {
namespace {

std::string_view KeyOf(const Message& message) {
  return message.key.value_or(std::string_view());
}

Place PlaceOf(const Message& message) {
  return {message.partition, message.offset};
}

uint8_t ReasonNumber(std::string_view reason) {
  const auto* found = std::find(kDeadLetterReasons.begin(), kDeadLetterReasons.end(), reason);
  return static_cast<uint8_t>(found - kDeadLetterReasons.begin());
}

NamedSource SupersededBy(const cable::v1::Cable& cable) {
  const cable::v1::Source& before = cable.supersedes();
  return {before.topic(), before.partition(), before.offset()};
}

}  // namespace

void OtherParsers::Note(const RawPlace& place) {
  const auto [found, added] =
      ranges_.try_emplace({place.topic, place.partition}, Range{place.offset, place.offset});
  found->second.first = std::min(found->second.first, place.offset);
  found->second.last = std::max(found->second.last, place.offset);
}

bool OtherParsers::MayHaveRead(const RawPlace& place) const {
  const auto found = ranges_.find({place.topic, place.partition});
  return found != ranges_.end() && place.offset > found->second.first &&
         place.offset < found->second.last;
}

Collector::Collector(const AuditedTopics& topics, DedupScope scope, std::string generation,
                     Scratch& scratch, AuditReport& report)
    : topics_(topics),
      scope_(scope),
      generation_(std::move(generation)),
      scratch_(scratch),
      report_(report),
      cable_(std::make_unique<cable::v1::Cable>()) {}

Collector::~Collector() = default;

RawPlace Collector::Locate(const NamedSource& source) const {
  RawPlace place{RawPlace::kOtherTopic, source.partition, source.offset};
  for (size_t i = 0; i < topics_.raw.size(); ++i) {
    const AuditedTopic& topic = topics_.raw[i];
    if (topic.name == source.topic && source.partition < topic.partitions) {
      place.topic = static_cast<uint16_t>(i);
    }
  }
  return place;
}

int32_t Collector::DomainOf(const RawPlace& source) const {
  return scope_ == DedupScope::kPartition ? source.partition : 0;
}

void Collector::Report(ImbalanceKind kind, const Message& message, std::string_view message_id,
                       std::string detail) {
  report_.imbalances.Add({kind,
                          {std::string(message.topic), message.partition},
                          message.offset,
                          std::string(message_id),
                          std::move(detail)});
}

Status Collector::NoteSource(const SourceEntry& entry, const NamedSource& source,
                             const Message& message) {
  if (entry.source.topic != RawPlace::kOtherTopic) {
    return scratch_.Put(ScratchTable::kBySource, Encode(entry));
  }
  Report(ImbalanceKind::kUnknownSource, message, entry.message_id,
         "names " + ToString(source) + ", which is in none of the raw topics");
  return {};
}

Status Collector::AddForward(const Message& message, uint32_t cut_number) {
  const Result<RawMessage> raw = FromHome(message);
  if (!raw) {
    Report(ImbalanceKind::kUnknownSource, message, "", "is no forward of a raw message");
    return {};
  }
  const NamedSource source{raw->topic, raw->partition, raw->offset};
  SourceEntry entry;
  entry.source = Locate(source);
  entry.kind = SourceKind::kForward;
  entry.cut_number = cut_number;
  entry.place = PlaceOf(message);
  return NoteSource(entry, source, message);
}

Status Collector::AddClaim(const Message& message, bool late) {
  const std::string_view id = KeyOf(message);
  if (scope_ == DedupScope::kGroup &&
      PartitionOf(id, topics_.claims.partitions) != message.partition) {
    Report(ImbalanceKind::kTorn, message, id, "is a claim in a shard that is not its own");
    return {};
  }
  ClaimEntry entry;
  entry.domain = scope_ == DedupScope::kPartition ? message.partition : 0;
  entry.message_id = id;
  entry.late = late;
  entry.place = PlaceOf(message);
  if (!message.value) return scratch_.Put(ScratchTable::kById, Encode(entry));  // withdrawn
  const Result<Claim> claim = DecodeClaim(*message.value);
  if (!claim) {
    Report(ImbalanceKind::kTorn, message, id, "is no readable claim");
    return {};
  }
  const NamedSource source{claim->topic, claim->partition, claim->offset};
  entry.source = Locate(source);
  entry.time_ms = claim->time_ms;
  entry.hash_version = claim->hash_version;
  entry.revisions = claim->revisions;
  if (Status put = scratch_.Put(ScratchTable::kById, Encode(entry)); !put) return put;

  SourceEntry named;
  named.source = entry.source;
  named.kind = SourceKind::kClaim;
  named.place = entry.place;
  named.message_id = id;
  return NoteSource(named, source, message);
}

Status Collector::AddRecord(const Message& message) {
  if (!message.value || !ParseRecord(*message.value, *cable_)) {
    Report(ImbalanceKind::kUnknownSource, message, KeyOf(message), "is no readable record");
    return {};
  }
  const std::string& id = cable_->message_id();
  if (!cable_->generation().empty() && cable_->generation() != generation_) {
    ++report_.other_generations;
    return {};
  }
  const std::optional<NamedSource> source = SourceOfRecord(message, *cable_);
  if (!source) {
    Report(ImbalanceKind::kUnknownSource, message, id, "names no source, or two");
    return {};
  }
  SourceEntry named;
  named.source = Locate(*source);
  named.kind = SourceKind::kRecord;
  named.place = PlaceOf(message);
  named.message_id = id;
  if (Status noted = NoteSource(named, *source, message); !noted) return noted;
  if (cable_->parser_version() != ParserVersion()) other_parsers_.Note(named.source);

  RecordEntry record;
  record.domain = DomainOf(named.source);
  record.message_id = id;
  record.revision = cable_->revision();
  record.place = named.place;
  record.source = named.source;
  record.hash = RevisionHash(cable_->content_hash(), DispositionClass(*cable_));
  record.hash_version = cable_->content_hash_version();
  if (cable_->has_supersedes()) record.supersedes = Locate(SupersededBy(*cable_));
  return scratch_.Put(ScratchTable::kById, Encode(record));
}

Status Collector::AddDeadLetter(const Message& message) {
  const std::optional<DeadLetterFacts> facts = ReadDeadLetter(message.buffer->headers());
  if (!facts) {
    Report(ImbalanceKind::kUnknownSource, message, "", "is no dead letter: it names no source");
    return {};
  }
  if (!facts->generation.empty() && facts->generation != generation_) {
    ++report_.other_generations;
    return {};
  }
  SourceEntry named;
  named.source = Locate(facts->source);
  named.kind = SourceKind::kDeadLetter;
  named.parts = facts->parts;
  named.part = facts->part;
  named.place = PlaceOf(message);
  named.reason = ReasonNumber(facts->reason);
  if (facts->parser_version != ParserVersion()) other_parsers_.Note(named.source);
  return NoteSource(named, facts->source, message);
}

}  // namespace cablestream
