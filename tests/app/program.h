// The built program, run as a user would run it.
#pragma once

#include <string>
#include <vector>

namespace cablestream {

struct Outcome {
  int exit_status = -1;  // 128 + the signal, where one ended it
  std::string out;
  std::string err;
};

// Runs the program with these arguments and this standard input, no variable of its own in the
// environment but `environment` (NAME=value).
[[nodiscard]] Outcome RunProgram(const std::vector<std::string>& arguments,
                                 const std::string& input = "",
                                 const std::vector<std::string>& environment = {});

// Like RunProgram, but with a standard output whose reader has left.
[[nodiscard]] Outcome RunProgramUnread(const std::vector<std::string>& arguments);

}  // namespace cablestream
