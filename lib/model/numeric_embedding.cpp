#include "model/numeric_embedding.h"

#include "core/error.h"
#include "core/text.h"
#include "model/pbld_embedding.h"
#include "model/ple_embedding.h"
#include "model/plr_lite_embedding.h"

namespace mlrun {

std::shared_ptr<NumericEmbedding> make_embedding(const EmbeddingOptions& options, int64_t numeric,
                                                 int64_t copies, const at::Device& device,
                                                 Random& random) {
  if (numeric == 0 || options.type == "none") return nullptr;
  if (options.type == "ple") {
    return std::make_shared<PleEmbedding>(options, numeric, copies, device, random);
  }
  if (options.type == "pbld") {
    return std::make_shared<PbldEmbedding>(options, numeric * copies, device, random);
  }
  if (options.type == "plr-lite") {
    return std::make_shared<PlrLiteEmbedding>(options, numeric, copies, device, random);
  }
  throw Error(ErrorKind::kUsage, "unknown embedding " + quoted(options.type));
}

}  // namespace mlrun
