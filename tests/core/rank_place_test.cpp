#include "core/rank_place.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "core/fixtures.h"

namespace mlrun {
namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

const Pairs kTorchrun = {{"RANK", "3"},
                         {"LOCAL_RANK", "1"},
                         {"WORLD_SIZE", "4"},
                         {"MASTER_ADDR", "node7"},
                         {"MASTER_PORT", "29500"}};
const Pairs kSlurm = {{"SLURM_PROCID", "3"},     {"SLURM_NTASKS", "4"},
                      {"SLURM_LOCALID", "1"},    {"SLURM_STEP_ID", "0"},
                      {"SLURM_JOB_ID", "12345"}, {"SLURM_JOB_NODELIST", "gpu[03-05,07]"}};

// `base` with one variable set to `value`, or taken away.
Pairs with(Pairs base, const std::string& name, const std::optional<std::string>& value) {
  base.erase(std::remove_if(base.begin(), base.end(),
                            [&](const auto& pair) { return pair.first == name; }),
             base.end());
  if (value) base.emplace_back(name, *value);
  return base;
}

std::string told(const Pairs& environment) {
  return test::error_of([&] { rank_place_from(environment); });
}

// The address of the master for a node list of Slurm.
std::string first_of(const std::string& list) {
  return rank_place_from(with(kSlurm, "SLURM_JOB_NODELIST", list))->master_address;
}

TEST_CASE("a process that nobody placed has no rank") {
  CHECK_FALSE(rank_place_from({}));
  CHECK_FALSE(rank_place_from({{"PATH", "/bin"}, {"HOME", "/"}}));
  CHECK_FALSE(rank_place_from({{"MASTER_ADDR", "node7"}, {"MASTER_PORT", "29500"}}));
}

TEST_CASE("torchrun places a process") {
  const auto place = rank_place_from(kTorchrun);
  REQUIRE(place);
  CHECK(place->rank == 3);
  CHECK(place->world == 4);
  CHECK(place->local_rank == 1);
  CHECK(place->local_world == 1);
  CHECK(place->master_address == "node7");
  CHECK(place->master_port == 29500);
  CHECK_FALSE(place->agent_store);
  CHECK(place->attempt == 0);
  CHECK(place->name() == "rank 3 of 4");
  CHECK(rank_place_from(with(kTorchrun, "LOCAL_WORLD_SIZE", "2"))->local_world == 2);
}

TEST_CASE("torchrun may hold the store, and start again") {
  for (const char* text : {"True", "true", "1"}) {
    CHECK(rank_place_from(with(kTorchrun, "TORCHELASTIC_USE_AGENT_STORE", text))->agent_store);
  }
  for (const char* text : {"False", "false", "0"}) {
    CHECK_FALSE(
        rank_place_from(with(kTorchrun, "TORCHELASTIC_USE_AGENT_STORE", text))->agent_store);
  }
  CHECK(rank_place_from(with(kTorchrun, "TORCHELASTIC_RESTART_COUNT", "2"))->attempt == 2);
}

TEST_CASE("torchrun wins over Slurm") {
  Pairs both = kSlurm;
  both.insert(both.end(), kTorchrun.begin(), kTorchrun.end());
  CHECK(rank_place_from(both)->master_address == "node7");
}

TEST_CASE("every half or ill-formed set of torchrun's variables is refused") {
  struct Row {
    const char* name;
    std::optional<std::string> value;
    std::string message;
  };
  const Row rows[] = {
      {"RANK", {}, "RANK: expected a rank from 0 to 3 (WORLD_SIZE is set), got nothing"},
      {"RANK", "4", "RANK: expected a rank from 0 to 3, got \"4\""},
      {"RANK", "-1", "RANK: expected a rank from 0 to 3, got \"-1\""},
      {"RANK", "one", "RANK: expected a rank from 0 to 3, got \"one\""},
      {"RANK", "", "RANK: expected a rank from 0 to 3, got \"\""},
      {"LOCAL_RANK",
       {},
       "LOCAL_RANK: expected a rank on this host from 0 to 3 (RANK is set), got nothing"},
      {"LOCAL_RANK", "4", "LOCAL_RANK: expected a rank on this host from 0 to 3, got \"4\""},
      {"LOCAL_WORLD_SIZE", "1",
       "LOCAL_WORLD_SIZE: expected a number of ranks on this host from 2 to 4, got \"1\""},
      {"LOCAL_WORLD_SIZE", "5",
       "LOCAL_WORLD_SIZE: expected a number of ranks on this host from 2 to 4, got \"5\""},
      {"WORLD_SIZE",
       {},
       "WORLD_SIZE: expected a number of ranks from 1 to 65536 (RANK is set), got nothing"},
      {"WORLD_SIZE", "0", "WORLD_SIZE: expected a number of ranks from 1 to 65536, got \"0\""},
      {"WORLD_SIZE", "2.0", "WORLD_SIZE: expected a number of ranks from 1 to 65536, got \"2.0\""},
      {"MASTER_ADDR",
       {},
       "MASTER_ADDR: expected a host name or address (RANK is set), got nothing"},
      {"MASTER_ADDR", "", "MASTER_ADDR: expected a host name or address, got \"\""},
      {"MASTER_ADDR", "a b", "MASTER_ADDR: expected a host name or address, got \"a b\""},
      {"MASTER_PORT",
       {},
       "MASTER_PORT: expected a port from 1 to 65535 (RANK is set), got nothing"},
      {"MASTER_PORT", "0", "MASTER_PORT: expected a port from 1 to 65535, got \"0\""},
      {"MASTER_PORT", "65536", "MASTER_PORT: expected a port from 1 to 65535, got \"65536\""},
      {"TORCHELASTIC_USE_AGENT_STORE", "yes",
       "TORCHELASTIC_USE_AGENT_STORE: expected True or False, got \"yes\""},
      {"TORCHELASTIC_RESTART_COUNT", "x",
       "TORCHELASTIC_RESTART_COUNT: expected a number of restarts from 0 to 1000000000, got "
       "\"x\""},
  };
  for (const Row& row : rows) {
    CHECK(told(with(kTorchrun, row.name, row.value)) == "usage: " + row.message);
  }
  CHECK(told({{"LOCAL_RANK", "0"}}) ==
        "usage: WORLD_SIZE: expected a number of ranks from 1 to 65536 (LOCAL_RANK is set), got "
        "nothing");
}

TEST_CASE("a step of srun places a process") {
  const auto place = rank_place_from(kSlurm);
  REQUIRE(place);
  CHECK(place->rank == 3);
  CHECK(place->world == 4);
  CHECK(place->local_rank == 1);
  CHECK(place->master_address == "gpu03");
  CHECK(place->master_port == 22345);
  CHECK_FALSE(place->agent_store);
}

TEST_CASE("the ranks of srun meet on the first host of the step") {
  CHECK(first_of("gpu1") == "gpu1");
  CHECK(first_of("gpu1,gpu2") == "gpu1");
  CHECK(first_of("gpu[003-010]") == "gpu003");
  CHECK(first_of("gpu[7,9]") == "gpu7");
  CHECK(first_of("rack[1-2]-n[5,6],other") == "rack1-n5");
  CHECK(first_of("a-b[1-2]") == "a-b1");
  CHECK(rank_place_from(with(kSlurm, "SLURM_STEP_NODELIST", "gpu[05,07]"))->master_address ==
        "gpu05");
  const Pairs no_list = with(kSlurm, "SLURM_JOB_NODELIST", {});
  CHECK(rank_place_from(with(no_list, "SLURM_LAUNCH_NODE_IPADDR", "10.0.0.3"))->master_address ==
        "10.0.0.3");
}

TEST_CASE("a master that was named wins over Slurm's") {
  const Pairs named = with(with(kSlurm, "MASTER_ADDR", "node7"), "MASTER_PORT", "29501");
  CHECK(rank_place_from(named)->master_address == "node7");
  CHECK(rank_place_from(named)->master_port == 29501);
  CHECK(rank_place_from(with(kSlurm, "MASTER_ADDR", "node7"))->master_port == 22345);
  CHECK(rank_place_from(with(kSlurm, "MASTER_PORT", "29501"))->master_address == "gpu03");
}

TEST_CASE("two steps of one job meet at different ports") {
  CHECK(rank_place_from(with(kSlurm, "SLURM_STEP_ID", "1"))->master_port == 22442);
  for (const char* job : {"1", "19999", "20000", "2147483647"}) {
    const int port = rank_place_from(with(kSlurm, "SLURM_JOB_ID", job))->master_port;
    CHECK(port >= 10000);
    CHECK(port < 30000);
  }
}

TEST_CASE("a batch script and a shell of salloc are no ranks") {
  CHECK_FALSE(rank_place_from(with(kSlurm, "SLURM_STEP_ID", {})));
  CHECK_FALSE(rank_place_from({{"SLURM_JOB_ID", "1"}, {"SLURM_NTASKS", "4"}}));
  CHECK_FALSE(rank_place_from({{"SLURM_JOB_ID", "1"},
                               {"SLURM_NTASKS", "4"},
                               {"MASTER_ADDR", "node7"},
                               {"MASTER_PORT", "29500"}}));
  // Without a step, the master's address and port say that the ranks are meant.
  CHECK(rank_place_from({{"SLURM_PROCID", "1"},
                         {"SLURM_NTASKS", "2"},
                         {"SLURM_LOCALID", "1"},
                         {"MASTER_ADDR", "127.0.0.1"},
                         {"MASTER_PORT", "29500"}})
            ->rank == 1);
}

TEST_CASE("every half or ill-formed set of Slurm's variables is refused") {
  struct Row {
    const char* name;
    std::optional<std::string> value;
    std::string message;
  };
  const Row rows[] = {
      {"SLURM_PROCID",
       {},
       "SLURM_PROCID: expected a rank from 0 to 3 (SLURM_STEP_ID is set), got nothing"},
      {"SLURM_PROCID", "4", "SLURM_PROCID: expected a rank from 0 to 3, got \"4\""},
      {"SLURM_NTASKS",
       {},
       "SLURM_NTASKS: expected a number of ranks from 1 to 65536 (SLURM_PROCID is set), got "
       "nothing"},
      {"SLURM_NTASKS", "x", "SLURM_NTASKS: expected a number of ranks from 1 to 65536, got \"x\""},
      {"SLURM_LOCALID",
       {},
       "SLURM_LOCALID: expected a rank on this host from 0 to 3 (SLURM_PROCID is set), got "
       "nothing"},
      {"SLURM_JOB_ID", "x", "SLURM_JOB_ID: expected a number from 0 to 2147483647, got \"x\""},
      {"SLURM_JOB_ID",
       {},
       "MASTER_PORT: expected a port from 1 to 65535 (SLURM_PROCID is set), got nothing"},
      {"SLURM_JOB_NODELIST",
       {},
       "MASTER_ADDR: expected a host name or address (SLURM_PROCID is set), got nothing"},
      {"SLURM_JOB_NODELIST", "", "SLURM_JOB_NODELIST: expected a list of hosts, got \"\""},
      {"MASTER_PORT", "x", "MASTER_PORT: expected a port from 1 to 65535, got \"x\""},
  };
  for (const Row& row : rows) {
    CHECK(told(with(kSlurm, row.name, row.value)) == "usage: " + row.message);
  }
}

}  // namespace
}  // namespace mlrun
