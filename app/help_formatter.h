// How --help looks: wrapped to a terminal's width. Included by command_line.cc alone.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace cablestream {

class HelpFormatter : public CLI::Formatter {
 public:
  std::string make_option(const CLI::Option* option, bool is_positional) const override;
  std::string make_option_opts(const CLI::Option* option) const override;
  std::string make_subcommand(const CLI::App* command) const override;
};

}  // namespace cablestream
