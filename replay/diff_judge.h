// What would become of each message ID: which of its records stay, change, come or go.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "audit/scratch.h"
#include "common/result.h"
#include "replay/diff.h"
#include "storage/v1/storage.pb.h"

namespace cablestream {

// Counts it, and keeps the first few of a kind.
void Count(DiffKind kind, DiffExample example, const DiffSettings& settings, DiffReport& report);

// The service publishes each text of an ID once, whichever copy of it comes first. So what it would
// publish is known without an order: a record for each text, and a text that has a record already
// keeps that one's place. Used by one thread.
class DiffJudge {
 public:
  DiffJudge(const DiffSettings& settings, DiffReport& report)
      : settings_(settings), report_(report) {}

  // Judges all that is held by ID. Fails as Scratch.
  [[nodiscard]] Status Judge(Scratch& scratch);

 private:
  using Row = storage::v1::HeldComparison;

  // The raw messages of one text.
  struct Text {
    Row row;                  // the one whose record stays, where one has a record
    std::vector<Row> merged;  // others that have one
  };

  void Take(Row row);
  void Finish();
  void Keep(const Row& row);
  void Lose(const Row& row, std::string reason);
  void Add(const Row& row);

  const DiffSettings& settings_;
  DiffReport& report_;

  // Of the ID at hand.
  std::map<uint64_t, Text> texts_;
  std::map<uint64_t, std::string>
      standing_;  // texts of records that are not compared; their source
  uint32_t published_ = 0;
  uint32_t last_revision_ = 0;
};

}  // namespace cablestream
