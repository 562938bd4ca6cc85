// How what is wrong with a record or a raw message is reported.
#pragma once

#include <string>

#include "audit/entries.h"
#include "audit/report.h"
#include "audit/source_check.h"

namespace cablestream {

void ReportRecord(const AuditGround& ground, AuditReport& report, ImbalanceKind kind,
                  const RecordEntry& record, std::string detail);
void ReportClaim(const AuditGround& ground, AuditReport& report, const ClaimEntry& claim,
                 std::string detail);
// A raw message that has no outcome.
void ReportLost(const AuditGround& ground, AuditReport& report, const RepeatEntry& repeat,
                std::string detail);

}  // namespace cablestream
