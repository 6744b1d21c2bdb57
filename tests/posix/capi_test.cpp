// libupsmd through its C functions, as a program that links it sees it.
#include <catch2/catch.hpp>
#include <dirent.h>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "tests/posix/capi_rig.h"
#include "tests/posix/megatec_peer.h"

using namespace upsmd::test;

namespace {

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

std::string error_of(const upsmd_ups* ups) {
    std::string text(upsmd_ups_last_error(ups, nullptr, 0) + 1, '\0');
    upsmd_ups_last_error(ups, text.data(), text.size());
    text.pop_back();
    return text;
}

std::size_t entries(const char* folder) {
    std::size_t count = 0;
    DIR* const dir = ::opendir(folder);
    while (::readdir(dir) != nullptr) ++count;
    ::closedir(dir);
    return count;
}

}  // namespace

TEST_CASE("state, values and a control, in order", "[capi]") {
    MegatecPeer peer;
    peer.start();
    Ear ear;
    const Context context;
    upsmd_ups* const ups = context.open(peer.pty.path(), ear);
    CHECK(upsmd_port(ups) == peer.pty.path());
    CHECK(upsmd_get_state(ups) == UPSMD_NOCOMM);
    CHECK(upsmd_command(ups, "beeper.toggle", UPSMD_NO_ARGUMENT, &Ear::on_done, &ear) == UPSMD_OK);
    REQUIRE(context.process_until([&] { return ear.heard("done"); }));
    CHECK(ear.place("port 0") == 0);
    CHECK(ear.heard("done 0 "));
    CHECK(ear.place("port 0") < ear.place("state ONLINE"));
    CHECK(ear.place("state ONLINE") < ear.place("value ups.status OL"));
    CHECK(ear.place("value ups.status OL") < ear.place("complete"));
    CHECK(ear.place("complete") < ear.place("sent beeper.toggle"));
    CHECK(ear.place("sent beeper.toggle") < ear.place("done"));
    CHECK(upsmd_is_complete(ups) == 1);

    char text[UPSMD_VALUE_SIZE];
    REQUIRE(upsmd_get_value(ups, "input.voltage", text, sizeof text) == UPSMD_OK);
    CHECK(std::string(text) == "230.0");
    double number = 0;
    REQUIRE(upsmd_get_number(ups, "ups.load", &number) == UPSMD_OK);
    CHECK(number == 34);
    REQUIRE(upsmd_get_protocol(ups, text, sizeof text) == UPSMD_OK);
    CHECK(std::string(text) == "megatec");

    peer.on_battery = true;
    REQUIRE(context.process_until([&] { return ear.heard("state ONBATTERY"); }));
    CHECK(upsmd_get_state(ups) == UPSMD_ONBATTERY);
    upsmd_close(ups);
    peer.end();
    CHECK(contains(peer.controls, "Q\r"));
}

TEST_CASE("values that are not there, and buffers that are too small", "[capi]") {
    MegatecPeer peer;
    peer.start();
    Ear ear;
    const Context context;
    upsmd_ups* const ups = context.open(peer.pty.path(), ear);
    REQUIRE(context.process_until([&] { return ear.heard("complete"); }));
    char text[4];
    CHECK(upsmd_get_value(ups, "input.voltage", text, sizeof text) == UPSMD_E_BUFFER);
    CHECK(std::string(text) == "230");
    CHECK(contains(error_of(ups), "needs 6 bytes"));
    CHECK(upsmd_get_value(ups, "no.such.value", text, sizeof text) == UPSMD_E_NOT_FOUND);
    CHECK(contains(error_of(ups), peer.pty.path() + ": no value is called \"no.such.value\""));
    CHECK(upsmd_get_value(ups, "ambient.humidity", text, sizeof text) == UPSMD_E_NO_VALUE);
    double number = 0;
    CHECK(upsmd_get_number(ups, "ups.status", &number) == UPSMD_E_INVALID);
    CHECK(contains(error_of(ups), "is text"));
}

TEST_CASE("lists", "[capi]") {
    MegatecPeer peer;
    peer.start();
    Ear ear;
    const Context context;
    upsmd_ups* const ups = context.open(peer.pty.path(), ear);
    REQUIRE(context.process_until([&] { return ear.heard("complete"); }));
    const auto row = [](upsmd_list* list, const std::string& name) {
        std::string text = "-";
        for (std::size_t i = 0; i < upsmd_list_size(list); ++i)
            if (upsmd_list_name(list, i) == name) text = upsmd_list_text(list, i);
        CHECK(upsmd_list_name(list, upsmd_list_size(list)) == nullptr);
        upsmd_list_free(list);
        return text;
    };
    upsmd_list* list = nullptr;
    REQUIRE(upsmd_get_values(ups, &list) == UPSMD_OK);
    CHECK(row(list, "ups.status") == "OL");
    REQUIRE(upsmd_get_commands(ups, &list) == UPSMD_OK);
    CHECK(row(list, "shutdown.return").empty());
    REQUIRE(upsmd_get_settings(ups, &list) == UPSMD_OK);
    CHECK(row(list, "ups.status") == "-");
    REQUIRE(upsmd_get_protocols(&list) == UPSMD_OK);
    CHECK(row(list, "megatec").size() > 3);
    REQUIRE(upsmd_get_ports(&list) == UPSMD_OK);
    upsmd_list_free(list);
}

TEST_CASE("controls that cannot be", "[capi]") {
    MegatecPeer peer;
    peer.start();
    Ear ear;
    const Context context;
    upsmd_ups* const ups = context.open(peer.pty.path(), ear);
    CHECK(upsmd_command(ups, "load", UPSMD_NO_ARGUMENT, nullptr, nullptr) == UPSMD_E_NOT_FOUND);
    CHECK(upsmd_command(ups, "shutdown.return", UPSMD_NO_ARGUMENT, nullptr, nullptr) == UPSMD_E_INVALID);
    CHECK(upsmd_turn_off(ups, -5, nullptr, nullptr) == UPSMD_E_INVALID);
    CHECK(upsmd_turn_off(ups, 86401, nullptr, nullptr) == UPSMD_E_INVALID);
    CHECK(upsmd_command(ups, "test.battery.start", 0, nullptr, nullptr) == UPSMD_E_INVALID);
    CHECK(upsmd_command(ups, "beeper.toggle", 3, nullptr, nullptr) == UPSMD_E_INVALID);
    CHECK(contains(error_of(ups), "beeper.toggle: takes no argument, 3 is given"));
    CHECK(upsmd_set_value(ups, "no.such", "1", nullptr, nullptr) == UPSMD_E_NOT_FOUND);

    CHECK(upsmd_command(ups, "calibrate.start", UPSMD_NO_ARGUMENT, &Ear::on_done, &ear) == UPSMD_OK);
    CHECK(upsmd_set_value(ups, "ups.delay.shutdown", "20", &Ear::on_done, &ear) == UPSMD_OK);
    CHECK(upsmd_turn_off(ups, 60, &Ear::on_done, &ear) == UPSMD_OK);
    CHECK(upsmd_command(ups, "shutdown.stop", UPSMD_NO_ARGUMENT, &Ear::on_done, &ear) == UPSMD_OK);
    REQUIRE(context.process_until([&] { return ear.count("done") == 4; }));
    CHECK(ear.count("done " + std::to_string(UPSMD_E_UNSUPPORTED)) == 2);
    CHECK(ear.count("done 0") == 2);
    CHECK(ear.place("sent shutdown.return") < ear.place("sent shutdown.stop"));
    upsmd_close(ups);
    peer.end();
    CHECK(peer.controls.find("S01R") < peer.controls.rfind("C\r"));
}

TEST_CASE("on the library's thread", "[capi]") {
    MegatecPeer peer;
    peer.start();
    struct Heard {
        std::promise<std::thread::id> online;
        std::atomic<bool> told{false};
    } heard;
    const auto on_event = [](upsmd_ups*, const upsmd_event* event, void* user) {
        auto& to = *static_cast<Heard*>(user);
        if (event->state == UPSMD_ONLINE && !to.told.exchange(true)) to.online.set_value(std::this_thread::get_id());
    };
    Context context;
    REQUIRE(upsmd_run_thread(context.get()) == UPSMD_OK);
    CHECK(upsmd_run_thread(context.get()) == UPSMD_E_THREAD);
    CHECK(upsmd_process(context.get()) == UPSMD_E_THREAD);
    upsmd_ups* ups = nullptr;
    REQUIRE(upsmd_open(context.get(), peer.pty.path().c_str(), nullptr, on_event, &heard, &ups) == UPSMD_OK);
    auto online = heard.online.get_future();
    REQUIRE(online.wait_for(std::chrono::seconds(40)) == std::future_status::ready);
    CHECK(online.get() != std::this_thread::get_id());
    CHECK(upsmd_stop_thread(context.get()) == UPSMD_OK);
    CHECK(upsmd_process(context.get()) == UPSMD_OK);
    CHECK(upsmd_run_thread(context.get()) == UPSMD_OK);
    CHECK(context.free() == UPSMD_OK);
}

TEST_CASE("what a callback may not do, and what it may", "[capi]") {
    MegatecPeer peer;
    peer.start();
    struct In {
        upsmd_context* context = nullptr;
        std::vector<upsmd_error> results;
        int after_close = 0;
    } in;
    const auto on_event = [](upsmd_ups* ups, const upsmd_event*, void* user) {
        auto& to = *static_cast<In*>(user);
        if (!to.results.empty()) ++to.after_close;
        to.results = {upsmd_process(to.context), upsmd_run_thread(to.context), upsmd_stop_thread(to.context),
                      upsmd_free(to.context)};
        upsmd_close(ups);
    };
    const Context context;
    in.context = context.get();
    upsmd_ups* ups = nullptr;
    REQUIRE(upsmd_open(context.get(), peer.pty.path().c_str(), nullptr, on_event, &in, &ups) == UPSMD_OK);
    REQUIRE(context.process_until([&] { return !in.results.empty(); }));
    CHECK(in.results == std::vector<upsmd_error>(4, UPSMD_E_THREAD));
    upsmd_process(context.get());
    CHECK(in.after_close == 0);
}

TEST_CASE("closing while busy", "[capi]") {
    MegatecPeer peer;
    peer.silent = true;
    peer.start();
    Ear ear;
    Context context;
    upsmd_ups* const ups = context.open(peer.pty.path(), ear);
    for (int i = 0; i < 64; ++i) CHECK(upsmd_turn_off(ups, 60, &Ear::on_done, &ear) == UPSMD_OK);
    CHECK(upsmd_turn_off(ups, 60, &Ear::on_done, &ear) == UPSMD_E_IN_USE);
    SECTION("the UPS") {
        upsmd_close(ups);
        CHECK_FALSE(context.readable(0));
    }
    SECTION("the context") { CHECK(context.free() == UPSMD_OK); }
    SECTION("the context, with its thread") {
        CHECK(upsmd_run_thread(context.get()) == UPSMD_OK);
        CHECK(context.free() == UPSMD_OK);
    }
    CHECK(ear.count("done") == 64);
    CHECK(ear.count("done " + std::to_string(UPSMD_E_CLOSED)) == 64);
    peer.end();
    CHECK(peer.controls.empty());
}

TEST_CASE("many UPSes in one context", "[capi]") {
    constexpr std::size_t kMany = 20;
    std::vector<std::unique_ptr<MegatecPeer>> peers;
    std::vector<upsmd_ups*> upses;
    Ear ear;
    const Context context;
    for (std::size_t i = 0; i < kMany; ++i) {
        peers.push_back(std::make_unique<MegatecPeer>());
        peers.back()->start();
        upses.push_back(context.open(peers.back()->pty.path(), ear));
    }
    for (upsmd_ups* const ups : upses) REQUIRE(context.process_until([&] { return ear.heard("state ONLINE", ups); }));
    peers[7]->on_battery = true;
    REQUIRE(context.process_until([&] { return ear.heard("state ONBATTERY"); }));
    CHECK(ear.heard("state ONBATTERY", upses[7]));
    CHECK(ear.count("state ONBATTERY") == 1);
    upsmd_close(upses[7]);
    CHECK(upsmd_get_state(upses[8]) == UPSMD_ONLINE);
}

TEST_CASE("the link lost and found", "[capi]") {
    MegatecPeer peer;
    peer.start();
    Ear ear;
    const Context context;
    upsmd_ups* const ups = context.open(peer.pty.path(), ear);
    REQUIRE(context.process_until([&] { return ear.heard("state ONLINE"); }));
    peer.end();
    peer.pty.hang_up();
    REQUIRE(context.process_until([&] { return upsmd_get_state(ups) == UPSMD_NOCOMM && ear.count("port") >= 2; }));
    peer.pty.replug();
    peer.start();
    REQUIRE(context.process_until([&] { return ear.count("state ONLINE") == 2; }));
    CHECK(ear.heard("port 0"));
    CHECK(ear.count("port 0") == 2);
}

TEST_CASE("nothing is left behind", "[capi]") {
    MegatecPeer peer;
    peer.start();
    const auto once = [&] {
        Ear ear;
        Context context;
        context.open(peer.pty.path(), ear);
        REQUIRE(upsmd_run_thread(context.get()) == UPSMD_OK);
        CHECK(context.free() == UPSMD_OK);
    };
    once();
    const std::size_t files = entries("/proc/self/fd");
    const std::size_t threads = entries("/proc/self/task");
    for (int i = 0; i < 20; ++i) once();
    CHECK(entries("/proc/self/fd") == files);
    // A thread that has been joined may be listed for a moment longer.
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(5);
    while (entries("/proc/self/task") > threads && std::chrono::steady_clock::now() < end) std::this_thread::yield();
    CHECK(entries("/proc/self/task") <= threads);
}
