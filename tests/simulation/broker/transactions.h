// The transaction coordinator, as a broker of 4.1 rules with a client of transaction version 1.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>

#include "kafka/types.h"
#include "simulation/broker/answer.h"
#include "simulation/random.h"

namespace cablestream::sim {

// Where the end of a transaction is made known: its partitions, then the group's offsets, one after
// the other, in any order.
struct MarkerWriter {
  std::function<void(const TopicPartition&, const Producer&, bool commit)> to_log;
  std::function<void(const Producer&, bool commit)> to_offsets;
};

class TransactionCoordinator {
 public:
  TransactionCoordinator(MarkerWriter writer, int64_t timeout)
      : writer_(std::move(writer)), timeout_(timeout) {}

  // Takes over a transactional ID: an open transaction is aborted first, meanwhile
  // kConcurrentTransactions.
  [[nodiscard]] Answer InitProducer(const std::string& transactional_id, Producer& producer);
  [[nodiscard]] Answer AddPartition(const Producer& producer, const TopicPartition& partition,
                                    int64_t now);
  [[nodiscard]] Answer AddOffsets(const Producer& producer, int64_t now);
  [[nodiscard]] Answer End(const Producer& producer, bool commit);

  // Whether what is written now belongs to a transaction that is open.
  [[nodiscard]] Answer VerifyPartition(const Producer& producer, const TopicPartition& partition);
  [[nodiscard]] Answer VerifyOffsets(const Producer& producer);

  // Aborts what has been open for too long, and fences its producer.
  void AbortTimedOut(int64_t now);
  // Makes one ended transaction known in one more place; false where there is none.
  bool WriteOneMarker(Random& random);

  [[nodiscard]] bool AllEnded() const;
  [[nodiscard]] int committed() const { return committed_; }

 private:
  enum class State { kEmpty, kOngoing, kPrepareCommit, kPrepareAbort, kCommitted, kAborted };
  struct Transaction {
    Producer producer;
    State state = State::kEmpty;
    std::set<TopicPartition> partitions;
    bool offsets = false;
    int64_t begun = 0;

    [[nodiscard]] bool ending() const {
      return state == State::kPrepareCommit || state == State::kPrepareAbort;
    }
  };

  [[nodiscard]] Transaction* Find(const Producer& producer);
  [[nodiscard]] Answer Join(const Producer& producer, int64_t now, Transaction*& transaction);

  const MarkerWriter writer_;
  const int64_t timeout_;
  std::map<std::string, Transaction> transactions_;  // by transactional ID
  int committed_ = 0;
};

}  // namespace cablestream::sim
