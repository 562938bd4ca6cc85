// Notes what each output message says in the scratch database, and reports those that can't be.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "audit/entries.h"
#include "audit/message_facts.h"
#include "audit/report.h"
#include "audit/scratch.h"
#include "audit/topics.h"
#include "consumer/message.h"
#include "storage/identity.h"

namespace cablestream {

// The part of a raw partition in which outcomes of another parser version stand: what lies between
// may have been read by it too.
class OtherParsers {
 public:
  void Note(const RawPlace& place);
  [[nodiscard]] bool MayHaveRead(const RawPlace& place) const;

 private:
  struct Range {
    int64_t first;
    int64_t last;
  };
  std::map<std::pair<uint16_t, int32_t>, Range> ranges_;
};

// Used by one thread. Everything fails as Scratch::Put.
class Collector {
 public:
  Collector(const AuditedTopics& topics, DedupScope scope, std::string generation, Scratch& scratch,
            AuditReport& report);
  ~Collector();

  [[nodiscard]] Status AddForward(const Message& message, uint32_t cut_number);
  // `late`: read after the records, some of which may not have been read.
  [[nodiscard]] Status AddClaim(const Message& message, bool late);
  [[nodiscard]] Status AddRecord(const Message& message);
  [[nodiscard]] Status AddDeadLetter(const Message& message);

  [[nodiscard]] const OtherParsers& other_parsers() const { return other_parsers_; }

 private:
  [[nodiscard]] RawPlace Locate(const NamedSource& source) const;
  [[nodiscard]] int32_t DomainOf(const RawPlace& source) const;
  [[nodiscard]] Status NoteSource(const SourceEntry& entry, const NamedSource& source,
                                  const Message& message);
  void Report(ImbalanceKind kind, const Message& message, std::string_view message_id,
              std::string detail);

  const AuditedTopics& topics_;
  const DedupScope scope_;
  const std::string generation_;
  Scratch& scratch_;
  AuditReport& report_;
  OtherParsers other_parsers_;
  const std::unique_ptr<cable::v1::Cable> cable_;  // used again for each record
};

}  // namespace cablestream
