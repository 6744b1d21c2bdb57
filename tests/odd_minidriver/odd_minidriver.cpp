// A minidriver that misbehaves as a file says, for tests of those that have to stay in control. The file is read at every
// call: $UPSMD_ODD, else C:\odd.txt. Its words:
//   init=N  state=N         what UPSInit and UPSGetState return (1)
//   slow-init               UPSInit takes 2 s
//   crash-wait  crash-turn-off
//   hang-init  hang-wait  hang-state  hang-stop  hang-turn-off
//   ignore-cancel           UPSWaitForStateChange waits for its whole time
//   spin                    UPSWaitForStateChange returns at once, always
//   print                   every call writes to standard output
// Each call is a line in the same file with ".log" added.
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>

namespace {

using std::chrono::milliseconds;

std::atomic<unsigned> cancels{0};

std::string place() {
    const char* const named = std::getenv("UPSMD_ODD");
    return named != nullptr ? named : "C:\\odd.txt";
}

std::string words() {
    std::ifstream file(place());
    return " " + std::string(std::istreambuf_iterator<char>(file), {}) + " ";
}

bool says(const std::string& word) { return words().find(" " + word + " ") != std::string::npos; }

std::uint32_t number(const std::string& name) {
    const std::string all = words();
    const auto at = all.find(" " + name + "=");
    return at == std::string::npos ? 1 : static_cast<std::uint32_t>(std::strtoul(all.c_str() + at + name.size() + 2, nullptr, 0));
}

void called(const std::string& what) {
    std::ofstream(place() + ".log", std::ios::app) << what << '\n';
    if (!says("print")) return;
    std::puts("state 4");
    std::fflush(stdout);
}

void hang_if(const std::string& word) {
    while (says(word)) std::this_thread::sleep_for(milliseconds(50));
}

void crash_if(const std::string& word) {
    volatile int* const nowhere = nullptr;
    if (says(word)) *nowhere = 1;
}

}  // namespace

extern "C" {

ODD_EXPORT std::uint32_t ODD_CALL UPSInit() {
    called("init");
    hang_if("hang-init");
    if (says("slow-init")) std::this_thread::sleep_for(milliseconds(2000));
    return number("init");
}

ODD_EXPORT void ODD_CALL UPSStop() {
    called("stop");
    hang_if("hang-stop");
}

ODD_EXPORT std::uint32_t ODD_CALL UPSGetState() {
    hang_if("hang-state");
    return number("state");
}

ODD_EXPORT void ODD_CALL UPSWaitForStateChange(std::uint32_t state, std::uint32_t interval) {
    crash_if("crash-wait");
    if (says("spin")) return called("spin");
    const unsigned before = cancels;
    for (std::uint32_t waited = 0; waited < interval; waited += 50) {
        std::this_thread::sleep_for(milliseconds(50));
        crash_if("crash-wait");
        hang_if("hang-wait");
        if (number("state") != state) return;
        if (cancels != before && !says("ignore-cancel")) return;
    }
}

ODD_EXPORT void ODD_CALL UPSCancelWait() {
    called("cancel");
    ++cancels;
}

ODD_EXPORT void ODD_CALL UPSTurnOff(std::uint32_t delay) {
    called("turn-off " + std::to_string(delay));
    crash_if("crash-turn-off");
    hang_if("hang-turn-off");
}

}  // extern "C"
