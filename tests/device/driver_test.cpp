#include "device/driver.h"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>

using namespace mlrun;

namespace {

const std::string kHidden = R"(CUDA_VISIBLE_DEVICES is "7")";

// An answer of a driver that started, or did not, and shows so many devices.
DriverAnswer answer(int code, int version, size_t devices) {
  DriverAnswer said;
  said.code = code;
  said.version = version;
  said.devices.resize(devices);
  return said;
}

DriverAnswer missing() {
  DriverAnswer said;
  said.installed = false;
  return said;
}

DriverAnswer broken() {
  DriverAnswer said;
  said.load_fault = "libcuda.so.1: file too short";
  return said;
}

// A variable of this process for as long as the object lives.
class Variable {
 public:
  Variable(const char* name, const std::string& value) : name_(name) {
    if (const char* old = std::getenv(name)) old_ = old;
    setenv(name, value.c_str(), 1);
  }
  ~Variable() { old_.empty() ? unsetenv(name_) : setenv(name_, old_.c_str(), 1); }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;

 private:
  const char* name_;
  std::string old_;
};

}  // namespace

TEST_CASE("the table of drivers that cannot serve, each with its sentence") {
  struct Row {
    DriverAnswer said;
    std::string restriction;
    std::string fault;
  };
  const Row rows[] = {
      {answer(0, 13000, 1), "", ""},
      {answer(0, 13010, 2), kHidden, ""},
      {answer(0, 0, 1), "", ""},
      {missing(), "", "no NVIDIA driver: libcuda.so.1 is not on this host"},
      {missing(), kHidden, "no NVIDIA driver: libcuda.so.1 is not on this host"},
      {broken(), "", "libcuda.so.1 is no usable driver: libcuda.so.1: file too short"},
      {answer(34, 0, 0), "", "libcuda.so.1 is the toolkit's stub, not a driver"},
      {answer(0, 12040, 1), "",
       "this driver speaks CUDA 12.4, LibTorch needs 13.0 or later (driver 580 or newer)"},
      {answer(100, 12080, 0), kHidden,
       "this driver speaks CUDA 12.8, LibTorch needs 13.0 or later (driver 580 or newer)"},
      {answer(100, 13000, 0), "", "the driver sees no device"},
      {answer(0, 13000, 0), "", "the driver sees no device"},
      {answer(100, 13000, 0), kHidden, "the driver sees no device while " + kHidden},
      {answer(101, 13000, 0), kHidden, "the driver sees no device while " + kHidden},
      {answer(3, 13000, 0), "", "the driver refuses to start (CUDA error 3)"},
      {answer(802, 13000, 0), "",
       "the driver refuses to start (CUDA error 802: the system is not ready: is "
       "nvidia-fabricmanager running?)"},
      {answer(803, 13000, 0), "",
       "the driver refuses to start (CUDA error 803: its library and its kernel module are of "
       "different versions: restart the host)"},
      {answer(999, 0, 0), kHidden,
       "the driver refuses to start (CUDA error 999: an unknown error: is the kernel module "
       "loaded, /dev/nvidia-uvm there?)"},
  };
  for (const Row& row : rows) CHECK(driver_fault(row.said, row.restriction) == row.fault);
}

TEST_CASE("a driver's number as a version") {
  CHECK(cuda_version(13000) == "13.0");
  CHECK(cuda_version(12040) == "12.4");
  CHECK(cuda_version(0).empty());
}

TEST_CASE("a driver is asked for version, names and memory") {
  const Variable devices("MLRUN_TEST_DRIVER_DEVICES", "2");
  const Variable name("MLRUN_TEST_DRIVER_NAME", "Card");
  const Variable memory("MLRUN_TEST_DRIVER_MEMORY", "4096");
  const Variable version("MLRUN_TEST_DRIVER_VERSION", "13010");
  const Variable visible("CUDA_VISIBLE_DEVICES", "0,1");
  const DriverAnswer said = ask_driver(MLRUN_FAKE_DRIVER);
  CHECK(said.installed);
  CHECK(said.code == 0);
  CHECK(said.version == 13010);
  REQUIRE(said.devices.size() == 2);
  CHECK(said.devices[1].name == "Card 1");
  CHECK(said.devices[1].memory == 4096);
}

TEST_CASE("a driver that does not start is not asked further") {
  const Variable code("MLRUN_TEST_DRIVER_INIT", "803");
  const DriverAnswer said = ask_driver(MLRUN_FAKE_DRIVER);
  CHECK(said.code == 803);
  CHECK(said.version == 13000);
  CHECK(said.devices.empty());
}

TEST_CASE("devices that the variable hides are no devices") {
  for (const char* value : {"-1", "7"}) {
    const Variable visible("CUDA_VISIBLE_DEVICES", value);
    CHECK(ask_driver(MLRUN_FAKE_DRIVER).code == 100);
  }
}

TEST_CASE("a file that is no library, and a library that is no driver") {
  const auto path =
      std::filesystem::temp_directory_path() / ("mlrun-driver-" + std::to_string(getpid()) + ".so");
  std::ofstream(path) << "text";
  const DriverAnswer text = ask_driver(path);
  std::filesystem::remove(path);
  CHECK(text.installed);
  CHECK_THAT(text.load_fault, Catch::Contains(path.string()));
  CHECK(ask_driver("libm.so.6").load_fault == "it has no cuInit");
}
