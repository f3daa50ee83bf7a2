#pragma once

#include <cstddef>

#include "data/row_reader.h"
#include "predict/predictor.h"

namespace mlrun {

// How many rows of a stream a model answers together. Few, that the first answers come soon and
// every thread has some to the end; many, that rows can be put beside others that are like them
// (stack/alike_rows.h).
struct BlockRows {
  size_t few = 1024;
  size_t many = 1024;
};

// By what a row costs the model.
BlockRows block_rows_for(const Predictor& predictor);

// Rows of the next block after so much was read: few at first; then, where the size of the input is
// known, a sixteenth of what is left, so that blocks become smaller towards the end.
size_t next_block_rows(const BlockRows& rows, const ReadCounts& read);

}  // namespace mlrun
