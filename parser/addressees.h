// Lines 7 to 9: to whom a message goes.
#pragma once

#include <string_view>

#include "cable/v1/cable.pb.h"
#include "parser/context.h"

namespace cablestream {

using AddresseeList = google::protobuf::RepeatedPtrField<cable::v1::Addressee>;

// Whether `line` begins with a routing indicator and a slash: `RUEHC/SECSTATE WASHDC`.
[[nodiscard]] bool BeginsWithRoutingIndicator(std::string_view line);

// The same for one with a garble in its first letter or its slash: `QUEHC/SECSTATE WASHDC`,
// `RUEHRIUAMCONSUL RECIFE`. Only a line of a list may be taken for an address by this.
[[nodiscard]] bool BeginsWithGarbledIndicator(std::string_view line);

// Whether `line` begins like an address, or is a collective: `AMEMBASSY OSLO`, `NATO COLLECTIVE`.
[[nodiscard]] bool LooksLikeAddress(std::string_view line);

// Adds what follows `TO`, `INFO` or `XMT`, or a line of their list; several may stand on a line.
//
//   RUEHC/SECSTATE WASHDC IMMEDIATE 2606    RHMFISS/HQ USEUCOM//POLAD//    AMEMBASSY OSLO
void AddAddressees(std::string_view text, AddresseeList* list, ParseContext& context);

// Joins `text`, the rest of a wrapped line, to the list's last addressee.
void ContinueAddressee(std::string_view text, AddresseeList* list, ParseContext& context);

// Whether `text` is nothing but a precedence, a count, or both.
[[nodiscard]] bool IsPrecedenceAndCount(std::string_view text);

}  // namespace cablestream
