#include "mlrun/table_fit.h"

#include "core/error.h"
#include "core/text.h"

namespace mlrun {

FitReport first_look(const PeekedReader& reader, const DataSpec& spec, NeedTarget need) {
  FitReport report(spec, reader.header(), need);
  if (reader.first() != nullptr) report.look(*reader.first());
  return report;
}

void require_fit(const FitReport& report, const std::string& table, const std::string& help) {
  if (report.fits()) return;
  throw Error(ErrorKind::kModel,
              table + ": its columns do not fit the model:" + report.faults() +
                  (report.extra().empty() ? "" : "\n  not used: " + join(report.extra(), ", ")) +
                  (help.empty() ? "" : "\n  " + help));
}

}  // namespace mlrun
