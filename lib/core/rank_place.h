#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace mlrun {

// One process's place among those that train one net together, and where they meet.
struct RankPlace {
  int rank = 0;
  int world = 1;
  int local_rank = 0;  // among the ranks of this host: the index of its device
  // Ranks that share this host's processors; 1 where nobody says so (Slurm gives each task its
  // own).
  int local_world = 1;
  std::string master_address;  // of the host of rank 0
  int master_port = 0;
  // torchrun holds the store at that address, rank 0 does not; the store outlives a restart, so
  // the keys of each attempt are kept apart.
  bool agent_store = false;
  int attempt = 0;

  // "rank 1 of 2", as messages begin.
  std::string name() const;
};

// The place that torchrun (RANK, LOCAL_RANK, WORLD_SIZE, MASTER_ADDR, MASTER_PORT, all or none;
// LOCAL_WORLD_SIZE, TORCHELASTIC_USE_AGENT_STORE, TORCHELASTIC_RESTART_COUNT) or else srun
// (SLURM_PROCID, SLURM_NTASKS, SLURM_LOCALID) gives this process, nullopt where neither does.
//
// Without MASTER_ADDR the ranks of srun meet on the first host of the step, without MASTER_PORT
// at one that follows from job and step. A batch script or the shell of salloc has variables of
// the job too and is no rank: only a step (SLURM_STEP_ID), or MASTER_ADDR with MASTER_PORT, makes
// SLURM_PROCID count. MASTER_ADDR and MASTER_PORT alone make no rank either.
//
// Throws Error(kUsage) naming the variable, what was expected and what it holds. Pure.
std::optional<RankPlace> rank_place_from(
    const std::vector<std::pair<std::string, std::string>>& environment);

}  // namespace mlrun
