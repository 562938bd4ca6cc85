#include "child.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <stdexcept>

extern char** environ;

namespace cablestream {

Child::Child(std::vector<std::string> command) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  output_ = ends[0];
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  std::vector<char*> arguments;
  for (std::string& argument : command) arguments.push_back(argument.data());
  arguments.push_back(nullptr);
  const int error = posix_spawnp(&pid_, arguments[0], &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  close(ends[1]);
  if (error != 0) throw std::runtime_error("can't start " + command[0]);
}

Child::~Child() {
  Kill();
  close(output_);
}

std::string Child::Read(size_t bytes) {
  std::string read_so_far;
  std::array<char, 4096> buffer;
  while (read_so_far.size() < bytes) {
    const ssize_t got =
        read(output_, buffer.data(), std::min(buffer.size(), bytes - read_so_far.size()));
    if (got <= 0) break;
    read_so_far.append(buffer.data(), static_cast<size_t>(got));
  }
  return read_so_far;
}

void Child::Kill() {
  if (pid_ <= 0) return;
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
  pid_ = -1;
}

}  // namespace cablestream
