#include "app/feed/follower.h"

#include <chrono>
#include <deque>
#include <memory>
#include <optional>
#include <thread>

#include "app/feed/arrivals.h"
#include "app/feed/file_sender.h"
#include "app/feed/held_back.h"
#include "app/feed/spool.h"
#include "common/log_limiter.h"

namespace cablestream {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds kStopLimit{8};
constexpr std::chrono::seconds kReportEvery{10};
constexpr std::chrono::milliseconds kIdle{1000};
constexpr std::chrono::milliseconds kLookAgain{1000};
constexpr std::chrono::milliseconds kPauseBetweenTries{200};
constexpr std::chrono::milliseconds kPauseBeforeAgain{1000};

class Follower {
 public:
  Follower(const FollowSettings& settings, const std::atomic<bool>& stop)
      : settings_(settings), stop_(stop) {}

  Result<FollowCounts> Run() {
    Status status = Open();
    if (status) status = Connect();
    while (status && !stop_) status = Turn();
    if (status && sender_) status = AwaitDelivery();
    if (!status) return Fail(status.error());
    if (sender_) {
      counts_.left = sender_->in_flight() + again_.size() + held_.size();
      counts_.without_id = sender_->without_id();
    }
    return counts_;
  }

 private:
  struct Again {
    std::string name;
    Clock::time_point due;
  };

  Status Open() {
    auto spool = Spool::Open(settings_.folder);
    if (!spool) return Fail(spool.error());
    spool_ = *std::move(spool);
    auto arrivals = Arrivals::Watch(settings_.folder, spool_->taking());
    if (!arrivals) return Fail(arrivals.error());
    arrivals_ = *std::move(arrivals);
    return {};
  }

  // Keeps asking until the brokers answer.
  Status Connect() {
    while (!stop_) {
      auto sender = FileSender::Create(settings_.client, settings_.topic, settings_.key, stop_);
      if (sender) {
        sender_ = *std::move(sender);
        LogInfo("feed.following", {{"folder", settings_.folder}, {"topic", settings_.topic}});
        return {};
      }
      if (sender.error().code != ErrorCode::kRetry) return Fail(sender.error());
      LogLimited(LogLevel::kWarning, "kafka.unreachable", {{"reason", sender.error().message}});
      std::this_thread::sleep_for(kPauseBetweenTries);
    }
    return {};
  }

  // One step: a file is sent, or there is something to wait for.
  Status Turn() {
    if (Status settled = Settle(); !settled) return settled;
    Report();
    alone_ = alone_ && sender_->in_flight() > 0;
    if (alone_ || sender_->in_flight() >= kMostInFlight) return Poll();
    if (!again_.empty()) {
      const bool due = sender_->in_flight() == 0 && Clock::now() >= again_.front().due;
      return due ? SendAgain() : Poll();
    }
    if (const std::optional<std::string> closed = held_.Next()) return Send(*closed);
    const Result<std::optional<std::string>> path = arrivals_->Next();
    if (!path) return Fail(path.error());
    if (*path) return Take(**path);
    return sender_->in_flight() == 0 ? arrivals_->Wait(kIdle) : Poll();
  }

  Status Poll() {
    const Result<int> polled = sender_->Poll();
    if (!polled) return Fail(polled.error());
    return {};
  }

  Status Take(const std::string& path) {
    const Result<Spool::Claim> claim = spool_->Take(path);
    if (!claim) return Fail(claim.error());
    if (*claim == Spool::Claim::kNameUsed) arrivals_->TellAgain();
    if (*claim != Spool::Claim::kMine) return {};
    const std::string taken = spool_->PathOf(NameOf(path));
    if (!IsWritten(taken).value_or(false)) return Send(taken);
    LogLimited(LogLevel::kInfo, "feed.held_back", {{"file", NameOf(path)}});
    held_.Add(taken);
    return {};
  }

  Status Send(const std::string& taken) {
    return sender_->Send(NameOf(taken), taken, /*alone=*/false);
  }

  static std::string NameOf(const std::string& path) { return path.substr(path.rfind('/') + 1); }

  Status SendAgain() {
    const std::string name = std::move(again_.front().name);
    again_.pop_front();
    alone_ = true;
    return sender_->Send(name, spool_->PathOf(name), /*alone=*/true);
  }

  // Moves what has an outcome to where it belongs.
  Status Settle() {
    while (const std::optional<SentFile> sent = sender_->Next()) {
      if (sent->outcome == SentFile::Outcome::kAgain) {
        LogLimited(LogLevel::kWarning, "feed.again",
                   {{"file", sent->name}, {"reason", sent->reason}});
        again_.push_back({sent->name, Clock::now() + kPauseBeforeAgain});
        continue;
      }
      const bool arrived = sent->outcome == SentFile::Outcome::kArrived;
      ++(arrived ? counts_.done : counts_.failed);
      if (!arrived) {
        LogLimited(LogLevel::kError, "feed.failed",
                   {{"file", sent->name}, {"reason", sent->reason}});
      }
      Status moved =
          arrived ? spool_->Finish(sent->name) : spool_->GiveUp(sent->name, sent->reason);
      if (!moved) return moved;
    }
    return {};
  }

  // Once stopped: until all has arrived or failed, for a moment only.
  Status AwaitDelivery() {
    const auto until = Clock::now() + kStopLimit;
    for (;;) {
      const Result<int> on_their_way = sender_->Poll();
      if (!on_their_way) return Fail(on_their_way.error());
      if (Status settled = Settle(); !settled) return settled;
      if (*on_their_way == 0 || Clock::now() > until) return {};
    }
  }

  void Report() {
    if (Clock::now() < next_report_) return;
    next_report_ = Clock::now() + kReportEvery;
    if (counts_.done + counts_.failed == reported_) return;
    reported_ = counts_.done + counts_.failed;
    LogInfo(
        "feed.progress",
        {{"done", counts_.done}, {"failed", counts_.failed}, {"in_flight", sender_->in_flight()}});
  }

  const FollowSettings& settings_;
  const std::atomic<bool>& stop_;
  std::unique_ptr<Spool> spool_;
  std::unique_ptr<Arrivals> arrivals_;
  std::unique_ptr<FileSender> sender_;
  HeldBack held_{kLookAgain};
  std::deque<Again> again_;  // files to be sent by themselves
  bool alone_ = false;       // one of them is on its way
  FollowCounts counts_;
  uint64_t reported_ = 0;
  Clock::time_point next_report_ = Clock::now() + kReportEvery;
};

}  // namespace

Result<FollowCounts> Follow(const FollowSettings& settings, const std::atomic<bool>& stop) {
  return Follower(settings, stop).Run();
}

}  // namespace cablestream
