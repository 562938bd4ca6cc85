// Keeps the home topic short: what is committed there is never read again, and no retention may
// delete what is not.
#pragma once

#include <cstdint>

#include "consumer/message.h"
#include "pipeline/ownership.h"
#include "producer/log_trimmer.h"

namespace cablestream {

// Used by one thread.
class HomeTrim {
 public:
  // `trimmer` may be null: then nothing is deleted.
  explicit HomeTrim(LogTrimmer* trimmer) : trimmer_(trimmer) {}

  // A forward was read; it counts as done with the next commit.
  void NoteRead(const Message& message);

  // Call where every position of `ownership` is committed. Begins to delete what lies below, if
  // that is worth a request by now.
  void TrimIfDue(Ownership& ownership);
  // The same, at once: of a partition that others have read so far nobody knows how much it is.
  void Trim(Ownership& ownership);

 private:
  LogTrimmer* const trimmer_;
  int64_t messages_ = 0;  // read since the last request
  int64_t bytes_ = 0;
};

}  // namespace cablestream
