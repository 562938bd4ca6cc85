// The faults of a World.
#include <algorithm>
#include <utility>

#include "simulation/world.h"

namespace cablestream::sim {
namespace {

// How long a fault waits for an instance at its point, before it takes any.
constexpr int64_t kPatience = 400;

// Calls that a real part may fail in, and when. A store that has failed to write has not written.
bool MayFail(Call call, Moment moment) {
  switch (call) {
    case Call::kBegin:
    case Call::kProduce:
    case Call::kFlush:
    case Call::kSendOffsets:
    case Call::kCommit:
    case Call::kRenew:
    case Call::kCommitted:
    case Call::kQueryWatermarks:
    case Call::kOpen:
      return true;
    case Call::kRead:
    case Call::kFind:
    case Call::kNextOffset:
    case Call::kApply:
    case Call::kWipe:
      return moment == Moment::kBefore;
    default:
      return false;
  }
}

}  // namespace

Passing World::PassPoint(Process& process, Call call, Moment moment) {
  if (!healing()) {
    for (size_t i = 0; i < faults_.size() && faults_[i].at <= now_; ++i) {
      Fault fault = faults_[i];
      if (fault.kind >= FaultKind::kJoin) continue;
      const bool is_here = fault.call == call && fault.moment == moment;
      if (!is_here && now_ < fault.at + kPatience) continue;
      faults_.erase(faults_.begin() + static_cast<int64_t>(i));
      fault.call = call;
      fault.moment = moment;
      return Interrupt(process, fault);
    }
  }
  return random_.OneIn(scenario_.switch_one_in) ? Passing::kLeave : Passing::kGoOn;
}

Passing World::Interrupt(Process& process, const Fault& fault) {
  ++figures_.faults;
  const auto note = [&](Interruption interruption) {
    coverage_.Note(fault.call, fault.moment, interruption);
    if (!tracing()) return;
    Say(process.name(), std::string(kInterruptionNames[static_cast<size_t>(interruption)]) +
                            (fault.moment == Moment::kBefore ? " before " : " after ") +
                            std::string(NameOf(fault.call)));
  };
  switch (fault.kind) {
    case FaultKind::kPause:
      note(Interruption::kPause);
      process.paused_until = now_ + fault.length;
      if (fault.length > kSessionTimeout) Expire(process.member_id, kSessionTimeout);
      return Passing::kLeave;
    case FaultKind::kExpel:
      note(Interruption::kExpel);
      process.paused_until = now_ + fault.length;
      Expire(process.member_id, 0);
      return Passing::kLeave;
    case FaultKind::kDestroy:
      note(Interruption::kDestroy);
      return Passing::kDestroy;
    case FaultKind::kFail:
      return MayFail(fault.call, fault.moment) && process.MayBeTroubled() ? Passing::kFail
                                                                          : Passing::kGoOn;
    default:
      if (tracing()) Say(process.name(), "is told to stop");
      process.RequestStop();
      return Passing::kGoOn;
  }
}

void World::ChangeWorld(const Fault& fault) {
  ++figures_.faults;
  switch (fault.kind) {
    case FaultKind::kJoin:
      if (tracing()) Say("world", "one more instance");
      return Start(
          AddMember("i" + std::to_string(members_.size()), {random_.OneIn(2), random_.OneIn(4)}));
    case FaultKind::kTwin:
      return AddTwin();
    case FaultKind::kForeign:
      return OpenForeignTransaction(fault.length);
    case FaultKind::kGrow:
      return Grow();
    default:
      if (tracing()) Say("world", "the claims are compacted");
      for (int32_t shard = 0; shard < scenario_.shards; ++shard) {
        Log& claims = broker_.LogOf({kClaims, shard});
        claims.Compact(static_cast<int64_t>(random_.Below(static_cast<size_t>(claims.high() + 1))));
      }
  }
}

Member& World::AddMember(const std::string& identity, Instance how) {
  const std::string name = "m" + std::to_string(members_.size());
  return *members_.emplace_back(std::make_unique<Member>(name, identity, how, scenario_.shards));
}

void World::Start(Member& member) {
  if (member.process) return;
  if (member.lives > 0) SpoilStore(member);
  member.process = std::make_unique<Process>(*this, member);
  if (tracing()) Say(member.process->name(), "starts");
}

// A state folder that was deleted, replaced by an older copy, or can't be read is no less good.
void World::SpoilStore(Member& member) {
  DurableStore& store = member.store;
  const char* what = nullptr;
  switch (random_.Below(8)) {
    case 0:
      what = "has lost its store";
      store.now = MemoryDedupStore(scenario_.shards);
      break;
    case 1:
      what = "has an older store";
      store.now = store.older;
      break;
    case 2:
      what = "has a corrupt store";
      for (int32_t shard = 0; shard < scenario_.shards; ++shard) store.corrupt.insert(shard);
      break;
    default:
      return;
  }
  if (tracing()) Say(member.name, what);
}

void World::RestartLater(Member& member, int64_t steps) {
  After(steps, [this, &member] { Start(member); });
}

// Two hosts with one identity: they fence each other, until one gives up.
void World::AddTwin() {
  std::vector<Member*> running;
  for (const auto& member : members_) {
    const bool is_first = !contested_.contains(member->identity);
    if (member->process && member->instance.is_static && is_first) running.push_back(member.get());
  }
  if (running.empty()) return;
  const std::string identity = random_.Pick(running)->identity;
  contested_.insert(identity);
  Member& twin = AddMember(identity, {true, false});
  if (tracing()) Say(twin.name, "is a twin of " + identity);
  Start(twin);
}

Producer World::NewProducer() {
  Producer producer;
  (void)broker_.transactions().InitProducer("other-" + std::to_string(others_++), producer);
  return producer;
}

void World::EndLater(const Producer& producer, bool commit, int64_t steps) {
  After(steps, [this, producer, commit] { (void)broker_.transactions().End(producer, commit); });
}

void World::OpenForeignTransaction(int64_t steps) {
  const TopicPartition claims{
      kClaims, static_cast<int32_t>(random_.Below(static_cast<size_t>(scenario_.shards)))};
  if (tracing()) Say("world", "a foreign transaction is open in " + ToString(claims));
  const Producer producer = NewProducer();
  Entry entry;
  entry.key = "foreign";
  entry.value = "no claim";
  int64_t offset = 0;
  (void)broker_.transactions().AddPartition(producer, claims, now_);
  (void)broker_.Produce(producer, claims, 0, {entry}, offset);
  EndLater(producer, /*commit=*/false, steps);
}

void World::Grow() {
  if (scenario_.partition_scope) return;
  if (tracing()) Say("world", "raw gets a partition more");
  broker_.AddPartitions("raw", 1);
  broker_.group().Rebalance();
}

void World::Expire(const std::string& member_id, int64_t after) {
  After(after, [this, member_id] {
    if (tracing() && broker_.group().HasMember(member_id)) Say("world", "expels " + member_id);
    broker_.group().Remove(member_id);
  });
}

bool World::RequestFails(Process& process) {
  if (healing() || !process.MayBeTroubled()) return false;
  if (!random_.OneIn(scenario_.resend_one_in)) return false;
  ++figures_.faults;
  process.NoteTrouble();
  return true;
}

}  // namespace cablestream::sim
