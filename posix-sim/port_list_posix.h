// Which serial ports a Linux system has, by what the kernel says below /sys/class/tty.
#pragma once

#include <string>
#include <vector>

namespace upsmd {

// Sorted paths below `device_folder` ("/dev") of the ports in `class_folder` ("/sys/class/tty") that have a device behind
// them; a ttyS without a chip (its `type` is 0) is none. A folder that cannot be read holds no ports.
std::vector<std::string> list_serial_ports(const std::string& class_folder, const std::string& device_folder);

}  // namespace upsmd
