// A contact-closure UPS through libupsmd. Needs the preload library and UPSMD_LINES_DIR.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>

#include "posix-sim/preload/lines_file.h"
#include "tests/posix/capi_rig.h"
#include "tests/posix/pty_peer.h"

using namespace upsmd;
using namespace upsmd::test;

TEST_CASE("a contact-closure UPS: the kill line stays down, edges are events, no turn-off without a delay", "[.lines]") {
    const char* const folder = std::getenv("UPSMD_LINES_DIR");
    REQUIRE(folder != nullptr);
    std::filesystem::create_directories(folder);
    const PtyPeer peer;
    std::string error;
    const auto lines = sim::LinesFile::create(folder, peer.device(), error);
    INFO(error);
    REQUIRE(lines != nullptr);

    const test::Context context;
    Ear ear;
    upsmd_options* options = nullptr;
    REQUIRE(upsmd_options_new(&options) == UPSMD_OK);
    CHECK(upsmd_options_set(options, "Cable", "940-0020B") == UPSMD_OK);
    upsmd_ups* ups = nullptr;
    const upsmd_error opened = upsmd_open(context.get(), peer.path().c_str(), options, &Ear::on_event, &ear, &ups);
    upsmd_options_free(options);
    INFO(context.error());
    REQUIRE(opened == UPSMD_OK);
    REQUIRE(context.process_until([&] { return ear.heard("complete"); }));
    CHECK(upsmd_get_state(ups) == UPSMD_ONLINE);

    lines->set_inputs({.cts = true, .dsr = false, .ri = false, .dcd = false});
    REQUIRE(context.process_until([&] { return ear.heard("state ONBATTERY"); }));
    CHECK(upsmd_turn_off(ups, 60, &Ear::on_done, &ear) == UPSMD_OK);
    REQUIRE(context.process_until([&] { return ear.heard("done"); }));
    CHECK_FALSE(ear.heard("done 0"));
    upsmd_close(ups);
    const auto changes = lines->take_outputs();
    CHECK_FALSE(changes.empty());
    for (const sim::OutputChange& change : changes) CHECK_FALSE(change.lines.dtr);
}
