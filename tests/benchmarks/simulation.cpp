// Simulated UPS-hours per second: the whole path (session, decoder, wire, simulated UPS) on virtual time.
//
// simulation [PROTOCOL [UPSES [HOURS]]]
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "tests/sim/sim_world.h"

int main(int argc, char** argv) {
    using upsmd::testing::SimWorld;
    using upsmd::testing::SiteOptions;

    SiteOptions options;
    options.protocol = argc > 1 ? argv[1] : "megatec";
    const int upses = argc > 2 ? std::atoi(argv[2]) : 10;
    const int hours = argc > 3 ? std::atoi(argv[3]) : 1;
    if (upses < 1 || hours < 1) {
        std::fprintf(stderr, "simulation: UPSES and HOURS are 1 or more\n");
        return 1;
    }
    if (options.protocol == "simple") {
        options.cable = "940-0020B";
        options.ups["cable"] = "apc-940-0020b";
    }
    SimWorld world;
    for (int n = 0; n < upses; ++n) {
        options.seed = static_cast<std::uint64_t>(n) + 1;
        world.add(options);
    }
    const auto begin = std::chrono::steady_clock::now();
    for (int minute = 0; minute < hours * 60; ++minute) {
        world.run_for(std::chrono::minutes(1));
        for (std::size_t ups = 0; ups < world.size(); ++ups) {
            world.site(ups).log.clear();
            world.site(ups).events.clear();
        }
    }
    const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - begin;
    std::printf("%.1f\n", upses * hours / spent.count());
    return world.site(0).state == upsmd::State::online ? 0 : 1;
}
