#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace mlrun {

// The ranks of a mirrored run that one process starts on its own host.
struct LocalRanks {
  int count = 1;
  // What each of them runs, with its arguments; empty: this very program with its own.
  std::vector<std::string> command;
  // From TERM to KILL, for ranks that do not end when another has failed.
  std::chrono::milliseconds patience{3000};
};

// Whether run_local_ranks started this process: it has a rank then, and starts no others.
bool is_launched_rank();

// Runs `count` copies of a program as ranks of one group, found by rank_place_from: the variables
// of torchrun, a port of 127.0.0.1 that is kept for them, and MLRUN_LAUNCHED_RANK=1. All read an
// empty stdin and share stderr; stdout belongs to rank 0. Returns when all have ended with 0.
//
// When one fails the others are ended too, and an Error says which came first and how; its kind is
// that of the rank's exit code, kFailure for one that a signal killed. INT, TERM and USR1 are
// passed on to all; after INT and TERM this process waits for them and dies by the same signal. No
// rank outlives this process, however it ends.
//
// Requires stop::install() to have been called, and no thread that starts processes of its own.
void run_local_ranks(const LocalRanks& ranks);

}  // namespace mlrun
