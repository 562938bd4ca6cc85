// The deduplication state as lines for people and programs. Pure; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace cablestream {

// One claim as a line of JSON, without the line break:
//
//   {"message_id": "08ASTANA1001", "shard": 3, "source": "cables.raw/0/17", "time": 1213358160000,
//    "revisions": ["00c0ffee00c0ffee"], "hash_version": 1}
//
// A claim that can't be read has "error" instead of all that follows the shard.
[[nodiscard]] std::string ClaimLine(int32_t shard, std::string_view message_id,
                                    std::string_view claim);

// A raw message of an ID that has no record of its own:
//
//   {"repeat": "cables.raw/2/19", "message_id": "08ASTANA1001", "timestamp": 1213358160000,
//    "of_revision": 1}
//
// Without the last where its text is that of none: it was not read yet, or is a dead letter.
[[nodiscard]] std::string RepeatLine(std::string_view message_id, std::string_view source,
                                     int64_t timestamp_ms, size_t of_revision);

}  // namespace cablestream
