// Points of the pipeline's work at which a test kills, stops or fails the program.
//
// One is armed by a file, whose path stands in the environment variable FAILPOINT:
//
//   before_commit 3 kill        at the third time from now: SIGKILL
//   before_commit 1 stop        SIGSTOP; goes on after SIGCONT
//   in_apply 1 kill 200         SIGKILL 200 microseconds later, while the call runs
//   before_apply 5 fail         this call and the four after it fail: 5 is how often
//
// Of several lines, each counts once the one before it has been hit. The program takes the file
// away, so that its absence says that the points are armed; it logs "failpoint.hit" when it gets
// there. Whenever what is open changes it logs "failpoint.open", so that the log of a program
// killed from outside says what was.
#pragma once

#include <string_view>

namespace cablestream {

// kCommitted: in Kafka, perhaps not yet in the store.
enum class OpenWork { kNothing, kTransaction, kCommitted, kRestore, kRevocation };

// Used by the pipeline's thread.
void NoteOpen(OpenWork work);
[[nodiscard]] OpenWork Open();

// Does what is armed here, if anything. True: the call is to fail.
[[nodiscard]] bool FailsAt(std::string_view point);
void At(std::string_view point);

}  // namespace cablestream
