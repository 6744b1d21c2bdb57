// The contract suite, or, as its own child, one way for a service to end without UPSStop:
//   contract child-exit     main returns
//   contract child-waiting  main returns while other threads wait for a state change
//   contract child-unload   the file is unloaded, then main returns
#define CATCH_CONFIG_RUNNER
#include <catch2/catch.hpp>
#include <iostream>
#include <string>
#include <thread>

#include "platform/loaded_driver.h"
#include "tests/contract/bridge.h"
#include "tests/contract/rig.h"

namespace {

using namespace upsmd::contract;

int run_as_child(const std::string& mode) {
    auto driver = upsmd::load_driver(driver_path());
    if (!driver) {
        std::cout << driver.error().message << '\n';
        return 2;
    }
    if (const auto result = (*driver)->init(); result != kInitOk) {
        std::cout << "UPSInit returned " << result << '\n';
        return 3;
    }
    if (mode == "child-unload") {
        driver->reset();
        return 0;
    }
    upsmd::LoadedDriver* const loaded = driver->release();  // a service that is killed unloads nothing
    if (mode == "child-waiting")
        for (int i = 0; i < 4; ++i) std::thread([loaded] { loaded->wait_for_state_change(kOnline, kInfinite); }).detach();
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc == 2 && std::string(argv[1]).starts_with("child-")) return run_as_child(argv[1]);
    return Catch::Session().run(argc, argv);
}
