// What LoadLibrary of the minidriver must not do, and what FreeLibrary without UPSStop must not break (CONTRACT §2).
#include <winsock2.h>

#include <windows.h>

#include <catch2/catch.hpp>

#include "tests/contract/bridge.h"
#include "tests/contract/system.h"
#include "tests/contract/rig.h"

using namespace upsmd::contract;

namespace {

// Somebody in this process called WSAStartup: without it no socket can be made, and Winsock says why.
bool winsock_is_started() {
    const SOCKET made = socket(AF_INET, SOCK_STREAM, 0);
    if (made == INVALID_SOCKET) return WSAGetLastError() != WSANOTINITIALISED;
    closesocket(made);
    return true;
}

bool is_loaded() { return GetModuleHandleW(L"upsmd.dll") != nullptr; }

}  // namespace

TEST_CASE("loading the minidriver starts no Winsock and no thread", "[load]") {
    start_simulator("megatec --no-pace");
    const int threads = thread_count();
    Rig rig;
    CHECK(is_loaded());
    CHECK_FALSE(winsock_is_started());
    CHECK(thread_count() == threads);
    rig.init_online();
    CHECK_FALSE(winsock_is_started());
    rig.stop();

    // The check would notice.
    WSADATA data{};
    REQUIRE(WSAStartup(MAKEWORD(2, 0), &data) == 0);
    CHECK(winsock_is_started());
    WSACleanup();
}

TEST_CASE("after UPSStop the minidriver can be unloaded", "[load]") {
    start_simulator("megatec --no-pace");
    {
        Rig rig;
        rig.init_online();
        rig.stop();
    }
    CHECK_FALSE(is_loaded());
}

TEST_CASE("FreeLibrary without UPSStop leaves the minidriver where its thread runs", "[load]") {
    start_simulator("megatec --no-pace");
    Rig rig;
    rig.init_online();
    rig.reload();
    // The same module: it has gone on watching.
    CHECK(rig.driver().get_state() == kOnline);
    simulate("mains off");
    CHECK(rig.reaches(kOnBattery));
}
