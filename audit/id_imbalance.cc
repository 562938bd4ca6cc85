#include "audit/id_imbalance.h"

#include <utility>

namespace cablestream {

void ReportRecord(const AuditGround& ground, AuditReport& report, ImbalanceKind kind,
                  const RecordEntry& record, std::string detail) {
  report.imbalances.Add({kind,
                         {ground.topics.records.name, record.place.partition},
                         record.place.offset,
                         record.message_id,
                         std::move(detail)});
}

void ReportClaim(const AuditGround& ground, AuditReport& report, const ClaimEntry& claim,
                 std::string detail) {
  report.imbalances.Add({ImbalanceKind::kTorn,
                         {ground.topics.claims.name, claim.place.partition},
                         claim.place.offset,
                         claim.message_id,
                         std::move(detail)});
}

void ReportLost(const AuditGround& ground, AuditReport& report, const RepeatEntry& repeat,
                std::string detail) {
  report.imbalances.Add({ImbalanceKind::kLost,
                         {ground.topics.raw[repeat.source.topic].name, repeat.source.partition},
                         repeat.source.offset,
                         repeat.message_id,
                         std::move(detail)});
}

}  // namespace cablestream
