// Files that claim or hold as much as they can: refused quickly or read within the promised memory.

#include <dlfcn.h>
#include <malloc.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <sstream>

#include "checkpoint/digest.h"
#include "checkpoint/fixtures.h"
#include "checkpoint/model_bundle.h"
#include "checkpoint/safetensors.h"

using mlrun::SafeTensors;
using mlrun::test::container;
using mlrun::test::refusal;
using mlrun::test::ScratchFolder;
using mlrun::test::small_model;
using mlrun::test::write_bytes;

namespace {

constexpr int64_t kAllowance = int64_t{64} << 20;

// A line of /proc/self/status in bytes, -1 when there is none.
int64_t status_bytes(const std::string& key) {
  std::ifstream status("/proc/self/status");
  std::string line;
  while (std::getline(status, line)) {
    if (line.starts_with(key + ":")) return 1024 * std::stoll(line.substr(key.size() + 1));
  }
  return -1;
}

bool measurable() {
  if (dlsym(RTLD_DEFAULT, "__asan_init") != nullptr) return false;  // shadow memory counts too
  return std::ofstream("/proc/self/clear_refs") << 5 << std::flush && status_bytes("VmHWM") > 0;
}

struct Reading {
  int64_t bytes = -1;  // the most that the process grew by
  std::string said;
};

// Opens the model in a child of its own and measures how far its memory grew.
Reading read_in_child(const std::string& path) {
  int ends[2];
  if (pipe(ends) != 0) throw std::runtime_error("pipe failed");
  const pid_t child = fork();
  if (child == 0) {
    malloc_trim(0);
    std::ofstream("/proc/self/clear_refs") << 5 << std::flush;
    const int64_t before = status_bytes("VmRSS");
    const std::string said = refusal([&] { mlrun::open_model(path); });
    const std::string report = std::to_string(status_bytes("VmHWM") - before) + " " + said;
    const bool written = write(ends[1], report.data(), report.size()) > 0;
    _exit(written ? 0 : 1);
  }
  close(ends[1]);
  std::string report(4096, '\0');
  const ssize_t count = read(ends[0], report.data(), report.size());
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  if (count <= 0 || status != 0) return {};
  report.resize(static_cast<size_t>(count));
  return {std::stoll(report), report.substr(report.find(' ') + 1)};
}

// A sealed model file with more in its metadata and tensors than the small model has.
template <class Change>
void write_model(const std::string& path, Change change) {
  SafeTensors contents = mlrun::parse_safetensors(model_bytes(small_model()), "m");
  for (auto& [key, text] : contents.metadata) {
    if (key == "digest") text = mlrun::blank_digest();
  }
  change(contents);
  std::string bytes = write_safetensors(contents);
  mlrun::seal(bytes, mlrun::kModelLimits);
  write_bytes(path, bytes);
}

void set(SafeTensors& contents, const std::string& key, const std::string& text) {
  for (auto& entry : contents.metadata) {
    if (entry.first == key) entry.second = text;
  }
}

// `count` times the item between brackets; %d in it becomes a number of its own.
std::string repeated(const std::string& item, int count, char open, char close) {
  std::string text = std::string("{\"a\":") + open;
  const size_t place = item.find("%d");
  for (int i = 0; i < count; ++i) {
    if (i > 0) text += ',';
    text += place == std::string::npos
                ? item
                : item.substr(0, place) + std::to_string(i) + item.substr(place + 2);
  }
  return text + close + "}";
}

std::string many_tensors(int count) {
  std::string header = "{";
  for (int i = 0; i < count; ++i) {
    if (i > 0) header += ',';
    header += "\"" + std::to_string(i) + R"(":{"dtype":"U8","shape":[0],"data_offsets":[0,0]})";
  }
  return header + "}";
}

}  // namespace

TEST_CASE("a model is read within its size and 64 MiB", "[checkpoint]") {
  if (!measurable()) {
    WARN("skipped: the peak of resident memory cannot be measured here");
    return;
  }
  const ScratchFolder folder;
  const auto check = [&](const std::string& what, auto change) {
    const std::string path = folder.file(what);
    write_model(path, change);
    const Reading reading = read_in_child(path);
    const auto size = static_cast<int64_t>(std::filesystem::file_size(path));
    INFO(what << ": file " << size << " bytes, memory " << reading.bytes << " bytes");
    CHECK(reading.said == "accepted");
    CHECK(reading.bytes > 0);
    CHECK(reading.bytes <= size + kAllowance);
  };
  check("large data", [](SafeTensors& contents) {
    contents.tensors["model.large"] =
        mlrun::HostTensor{mlrun::Dtype::kU8, {160 << 20}, std::vector<std::byte>(160 << 20)};
  });
  check("short texts", [](SafeTensors& contents) {
    set(contents, "metrics", repeated("\"a text of 16 ch.\"", 249'000, '[', ']'));
  });
  check("empty objects",
        [](SafeTensors& contents) { set(contents, "metrics", repeated("{}", 124'000, '[', ']')); });
  check("keys", [](SafeTensors& contents) {
    set(contents, "metrics", repeated("\"a key of 16 char %d\":0", 124'000, '{', '}'));
  });
  check("long text", [](SafeTensors& contents) {
    set(contents, "metrics", "{\"a\":\"" + std::string(15 << 20, 'x') + "\"}");
  });
  check("many tensors", [](SafeTensors& contents) {
    for (int i = 0; i < 49'900; ++i) {
      contents.tensors["model." + std::to_string(i)] =
          mlrun::HostTensor{mlrun::Dtype::kU8, {0}, {}};
    }
  });
  check("golden rows", [](SafeTensors& contents) {
    mlrun::GoldenRows golden = small_model().golden;
    golden.columns = {"age"};
    golden.cells.assign(120'000, {"a text of 16 ch."});
    golden.answers.assign(120'000, 1);
    set(contents, "golden", to_json(golden).dump());
    contents.tensors["golden.answers"] = answers_of(golden);
  });
  check("all at once", [](SafeTensors& contents) {
    set(contents, "metrics", repeated("\"a text of 16 ch.\"", 180'000, '[', ']'));
    set(contents, "provenance", repeated("\"a key of 16 char %d\":0", 30'000, '{', '}'));
    for (int i = 0; i < 49'900; ++i) {
      contents.tensors["model." + std::to_string(i)] =
          mlrun::HostTensor{mlrun::Dtype::kU8, {1}, {std::byte{1}}};
    }
  });
}

TEST_CASE("a header of ten million tensors is refused by its length alone", "[checkpoint]") {
  const ScratchFolder folder;
  const std::string path = folder.file("m");
  // 10,000,000 entries of 59 bytes or more; what stands behind the length does not matter.
  const uint64_t length = 590'000'000;
  std::string start(8, '\0');
  std::memcpy(start.data(), &length, 8);
  write_bytes(path, start + many_tensors(100));
  std::filesystem::resize_file(path, 8 + length + 16);
  const auto before = std::chrono::steady_clock::now();
  const Reading reading = read_in_child(path);
  CHECK(reading.said.starts_with(path + ": byte 0: not a model file"));
  CHECK(reading.bytes < (8 << 20));
  CHECK(std::chrono::steady_clock::now() - before < std::chrono::seconds(2));
}

TEST_CASE("overlapping tensors by the hundred thousand are refused", "[checkpoint]") {
  std::string header = "{";
  for (int i = 0; i < 100'000; ++i) {
    if (i > 0) header += ',';
    header += "\"" + std::to_string(i) + R"(":{"dtype":"F32","shape":[40000],)" +
              R"("data_offsets":[0,160000]})";
  }
  header += "}";
  const std::string bytes = container(header, std::string(160'000, '\0'));
  CHECK(refusal([&] { mlrun::parse_safetensors(bytes, "m"); }) ==
        "m: byte 71: tensor \"1\": data begin at 0, expected 160000 (overlap)");
  const ScratchFolder folder;
  write_bytes(folder.file("m"), bytes);
  const Reading reading = read_in_child(folder.file("m"));
  CHECK(reading.said.ends_with(": more than 50000 tensors"));
  if (measurable()) {
    CHECK(reading.bytes <= static_cast<int64_t>(bytes.size()) + kAllowance);
  }
}

TEST_CASE("a million tensors are read, one more is not", "[checkpoint][.slow]") {
  CHECK(mlrun::parse_safetensors(container(many_tensors(1'000'000)), "m").tensors.size() ==
        1'000'000);
  CHECK(refusal([] {
          mlrun::parse_safetensors(container(many_tensors(1'000'001)), "m");
        }).ends_with(": more than 1000000 tensors"));
}
