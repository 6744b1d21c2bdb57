// Which serial ports a system has, from folders as the kernel makes them.
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include <unistd.h>

#include "posix-sim/port_list_posix.h"

namespace fs = std::filesystem;

TEST_CASE("serial ports: those with a device and a chip, in order", "[ports]") {
    const fs::path root = fs::temp_directory_path() / ("upsmd-ports-" + std::to_string(::getpid()));
    const auto add = [&](const std::string& name, bool device, const char* type) {
        fs::create_directories(root / name);
        if (device) fs::create_directories(root / name / "device");
        if (type != nullptr) std::ofstream(root / name / "type") << type << '\n';
    };
    add("ttyS0", true, "4");
    add("ttyS1", true, "0");  // no chip
    add("ttyS10", true, "4");
    add("ttyS2", true, "4");
    add("ttyUSB0", true, nullptr);
    add("tty1", false, nullptr);  // a console
    add("ptmx", false, nullptr);
    CHECK(upsmd::list_serial_ports(root.string(), "/dev") ==
          std::vector<std::string>{"/dev/ttyS0", "/dev/ttyS2", "/dev/ttyS10", "/dev/ttyUSB0"});
    fs::remove_all(root);
    CHECK(upsmd::list_serial_ports(root.string(), "/dev").empty());
}
