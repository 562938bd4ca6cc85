// A value, or the error that stands in its place. Every function that returns one is [[nodiscard]].
//
//   Result<int> port = ParsePort(text);
//   if (!port) return Fail(port.error());
//   Listen(*port);
#pragma once

#include <string>
#include <tl/expected.hpp>
#include <utility>

#include "common/error.h"

namespace cablestream {

template <typename T>
using Result = tl::expected<T, Error>;

using Status = Result<void>;

// An error to return from a function of any Result type.
[[nodiscard]] inline tl::unexpected<Error> Fail(ErrorCode code, std::string message) {
  return tl::unexpected<Error>(Error{code, std::move(message)});
}

[[nodiscard]] inline tl::unexpected<Error> Fail(Error error) {
  return tl::unexpected<Error>(std::move(error));
}

}  // namespace cablestream
