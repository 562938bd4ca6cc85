#include "simulation/broker/transactions.h"

#include <algorithm>
#include <iterator>
#include <vector>

namespace cablestream::sim {

TransactionCoordinator::Transaction* TransactionCoordinator::Find(const Producer& producer) {
  for (auto& [id, transaction] : transactions_) {
    if (transaction.producer.id == producer.id) return &transaction;
  }
  return nullptr;
}

Answer TransactionCoordinator::InitProducer(const std::string& transactional_id,
                                            Producer& producer) {
  const auto count = static_cast<int64_t>(transactions_.size());
  const auto [found, is_new] = transactions_.try_emplace(transactional_id);
  Transaction& transaction = found->second;
  if (is_new) transaction.producer.id = count;
  if (transaction.ending()) return Answer::kConcurrentTransactions;
  ++transaction.producer.epoch;
  if (transaction.state == State::kOngoing) {
    transaction.state = State::kPrepareAbort;
    return Answer::kConcurrentTransactions;
  }
  transaction.state = State::kEmpty;
  producer = transaction.producer;
  return Answer::kNone;
}

Answer TransactionCoordinator::Join(const Producer& producer, int64_t now,
                                    Transaction*& transaction) {
  transaction = Find(producer);
  if (transaction->producer.epoch != producer.epoch) return Answer::kInvalidProducerEpoch;
  if (transaction->ending()) return Answer::kConcurrentTransactions;
  if (transaction->state != State::kOngoing) {
    transaction->state = State::kOngoing;
    transaction->begun = now;
  }
  return Answer::kNone;
}

Answer TransactionCoordinator::AddPartition(const Producer& producer,
                                            const TopicPartition& partition, int64_t now) {
  Transaction* transaction = nullptr;
  const Answer answer = Join(producer, now, transaction);
  if (answer == Answer::kNone) transaction->partitions.insert(partition);
  return answer;
}

Answer TransactionCoordinator::AddOffsets(const Producer& producer, int64_t now) {
  Transaction* transaction = nullptr;
  const Answer answer = Join(producer, now, transaction);
  if (answer == Answer::kNone) transaction->offsets = true;
  return answer;
}

Answer TransactionCoordinator::End(const Producer& producer, bool commit) {
  Transaction& transaction = *Find(producer);
  if (transaction.producer.epoch != producer.epoch) return Answer::kInvalidProducerEpoch;
  switch (transaction.state) {
    case State::kOngoing:
      transaction.state = commit ? State::kPrepareCommit : State::kPrepareAbort;
      return Answer::kNone;
    case State::kPrepareCommit:
      return commit ? Answer::kConcurrentTransactions : Answer::kInvalidTxnState;
    case State::kPrepareAbort:
      return commit ? Answer::kInvalidTxnState : Answer::kConcurrentTransactions;
    case State::kCommitted:
      return commit ? Answer::kNone : Answer::kInvalidTxnState;
    case State::kAborted:
      return commit ? Answer::kInvalidTxnState : Answer::kNone;
    case State::kEmpty:
      break;
  }
  return Answer::kInvalidTxnState;
}

Answer TransactionCoordinator::VerifyPartition(const Producer& producer,
                                               const TopicPartition& partition) {
  const Transaction& transaction = *Find(producer);
  if (transaction.producer.epoch != producer.epoch) return Answer::kInvalidProducerEpoch;
  const bool is_part =
      transaction.state == State::kOngoing && transaction.partitions.contains(partition);
  return is_part ? Answer::kNone : Answer::kInvalidTxnState;
}

Answer TransactionCoordinator::VerifyOffsets(const Producer& producer) {
  const Transaction& transaction = *Find(producer);
  if (transaction.producer.epoch != producer.epoch) return Answer::kInvalidProducerEpoch;
  const bool is_part = transaction.state == State::kOngoing && transaction.offsets;
  return is_part ? Answer::kNone : Answer::kInvalidTxnState;
}

void TransactionCoordinator::AbortTimedOut(int64_t now) {
  for (auto& [id, transaction] : transactions_) {
    if (transaction.state != State::kOngoing || now - transaction.begun < timeout_) continue;
    ++transaction.producer.epoch;
    transaction.state = State::kPrepareAbort;
  }
}

bool TransactionCoordinator::WriteOneMarker(Random& random) {
  std::vector<Transaction*> ending;
  for (auto& [id, transaction] : transactions_) {
    if (transaction.ending()) ending.push_back(&transaction);
  }
  if (ending.empty()) return false;
  Transaction& transaction = *random.Pick(ending);
  const bool commit = transaction.state == State::kPrepareCommit;
  const size_t places = transaction.partitions.size() + (transaction.offsets ? 1 : 0);
  const size_t place = places == 0 ? 0 : random.Below(places);
  if (place < transaction.partitions.size()) {
    const auto partition = std::next(transaction.partitions.begin(), static_cast<int64_t>(place));
    writer_.to_log(*partition, transaction.producer, commit);
    transaction.partitions.erase(partition);
  } else if (transaction.offsets) {
    writer_.to_offsets(transaction.producer, commit);
    transaction.offsets = false;
  }
  if (places > 1) return true;
  transaction.state = commit ? State::kCommitted : State::kAborted;
  if (commit) ++committed_;
  return true;
}

bool TransactionCoordinator::AllEnded() const {
  return std::none_of(transactions_.begin(), transactions_.end(), [](const auto& entry) {
    return entry.second.state == State::kOngoing || entry.second.ending();
  });
}

}  // namespace cablestream::sim
