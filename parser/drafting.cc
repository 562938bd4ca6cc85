#include "parser/drafting.h"

#include <array>

#include "parser/text.h"

namespace cablestream {
namespace {

enum class Role { kDrafted, kApproved, kCleared };

struct RoleWord {
  std::string_view word;
  Role role;
};

constexpr auto kRoles = std::to_array<RoleWord>({
    {"DRAFTED BY:", Role::kDrafted},
    {"DRAFTED:", Role::kDrafted},
    {"APPROVED BY:", Role::kApproved},
    {"APPROVED:", Role::kApproved},
    {"CLEARED BY:", Role::kCleared},
    {"CLEARED:", Role::kCleared},
});

void AddCleared(std::string_view names, cable::v1::Drafting* drafting, ParseContext& context) {
  while (!names.empty()) {
    const size_t comma = names.find_first_of(",;");
    const std::string_view name = Trim(names.substr(0, comma));
    if (!name.empty()) context.AssignJoined(name, drafting->add_cleared_by());
    names = comma == names.npos ? std::string_view() : names.substr(comma + 1);
  }
}

}  // namespace

bool ReadLabelledDraftingLine(std::string_view line, ParseContext& context) {
  for (const RoleWord& role : kRoles) {
    if (role.word.front() != line.front() || !line.starts_with(role.word)) continue;
    cable::v1::Drafting* drafting = context.cable().mutable_drafting();
    const std::string_view names = Trim(line.substr(role.word.size()));
    if (role.role == Role::kDrafted) {
      context.AssignJoined(names, drafting->mutable_drafted_by());
    } else if (role.role == Role::kApproved) {
      context.AssignJoined(names, drafting->mutable_approved_by());
    } else {
      AddCleared(names, drafting, context);
    }
    return true;
  }
  return false;
}

}  // namespace cablestream
