// What libupsmd makes of arguments that it cannot use.
#include <catch2/catch.hpp>
#include <string>

#include "tests/posix/capi_rig.h"
#include "tests/posix/pty_peer.h"

using namespace upsmd::test;

namespace {

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

struct Options {
    Options() { REQUIRE(upsmd_options_new(&get) == UPSMD_OK); }
    ~Options() { upsmd_options_free(get); }
    Options(const Options&) = delete;
    Options& operator=(const Options&) = delete;

    std::string error() const {
        char text[512];
        upsmd_options_last_error(get, text, sizeof text);
        return text;
    }

    upsmd_options* get = nullptr;
};

// What upsmd_open says to these options, given as NAME, VALUE, NAME, VALUE …
std::string refusal(upsmd_error expected, std::initializer_list<const char*> words) {
    const PtyPeer pty;
    const Context context;
    const Options options;
    for (const char* const* word = words.begin(); word != words.end(); word += 2)
        CHECK(upsmd_options_set(options.get, word[0], word[1]) == UPSMD_OK);
    upsmd_ups* ups = nullptr;
    CHECK(upsmd_open(context.get(), pty.path().c_str(), options.get, nullptr, nullptr, &ups) == expected);
    CHECK(ups == nullptr);
    CHECK(contains(context.error(), pty.path()));
    return context.error();
}

}  // namespace

TEST_CASE("NULL is refused, never followed", "[capi]") {
    CHECK(upsmd_new(nullptr) == UPSMD_E_INVALID);
    CHECK(upsmd_free(nullptr) == UPSMD_OK);
    CHECK(upsmd_fd(nullptr) == -1);
    CHECK(upsmd_process(nullptr) == UPSMD_E_INVALID);
    CHECK(upsmd_run_thread(nullptr) == UPSMD_E_INVALID);
    CHECK(upsmd_stop_thread(nullptr) == UPSMD_E_INVALID);
    char text[8] = "before";
    CHECK(upsmd_last_error(nullptr, text, sizeof text) == 0);
    CHECK(std::string(text).empty());
    CHECK(upsmd_ups_last_error(nullptr, nullptr, 0) == 0);
    CHECK(upsmd_options_last_error(nullptr, nullptr, 0) == 0);
    CHECK(upsmd_options_new(nullptr) == UPSMD_E_INVALID);
    upsmd_options_free(nullptr);
    CHECK(upsmd_options_set(nullptr, "Protocol", "auto") == UPSMD_E_INVALID);
    upsmd_close(nullptr);
    CHECK(std::string(upsmd_port(nullptr)).empty());
    CHECK(upsmd_get_protocol(nullptr, text, sizeof text) == UPSMD_E_INVALID);
    CHECK(upsmd_get_state(nullptr) == UPSMD_NOCOMM);
    CHECK(upsmd_is_complete(nullptr) == 0);
    CHECK(upsmd_get_value(nullptr, "ups.status", text, sizeof text) == UPSMD_E_INVALID);
    double number = 0;
    CHECK(upsmd_get_number(nullptr, "ups.load", &number) == UPSMD_E_INVALID);
    upsmd_list* list = nullptr;
    CHECK(upsmd_get_values(nullptr, &list) == UPSMD_E_INVALID);
    CHECK(upsmd_get_commands(nullptr, &list) == UPSMD_E_INVALID);
    CHECK(upsmd_get_settings(nullptr, &list) == UPSMD_E_INVALID);
    CHECK(upsmd_get_protocols(nullptr) == UPSMD_E_INVALID);
    CHECK(upsmd_get_ports(nullptr) == UPSMD_E_INVALID);
    CHECK(upsmd_list_size(nullptr) == 0);
    CHECK(upsmd_list_name(nullptr, 0) == nullptr);
    CHECK(upsmd_list_text(nullptr, 0) == nullptr);
    upsmd_list_free(nullptr);
    CHECK(upsmd_command(nullptr, "load.off", UPSMD_NO_ARGUMENT, nullptr, nullptr) == UPSMD_E_INVALID);
    CHECK(upsmd_turn_off(nullptr, 60, nullptr, nullptr) == UPSMD_E_INVALID);
    CHECK(upsmd_set_value(nullptr, "ups.id", "x", nullptr, nullptr) == UPSMD_E_INVALID);
}

TEST_CASE("NULL beside a handle that is good", "[capi]") {
    const PtyPeer pty;
    const Context context;
    upsmd_ups* ups = nullptr;
    CHECK(upsmd_open(nullptr, pty.path().c_str(), nullptr, nullptr, nullptr, &ups) == UPSMD_E_INVALID);
    CHECK(upsmd_open(context.get(), nullptr, nullptr, nullptr, nullptr, &ups) == UPSMD_E_INVALID);
    CHECK(upsmd_open(context.get(), "", nullptr, nullptr, nullptr, &ups) == UPSMD_E_INVALID);
    CHECK(upsmd_open(context.get(), pty.path().c_str(), nullptr, nullptr, nullptr, nullptr) == UPSMD_E_INVALID);
    CHECK(contains(context.error(), "ups is NULL"));
    REQUIRE(upsmd_open(context.get(), pty.path().c_str(), nullptr, nullptr, nullptr, &ups) == UPSMD_OK);
    char text[8];
    CHECK(upsmd_get_value(ups, nullptr, text, sizeof text) == UPSMD_E_INVALID);
    CHECK(upsmd_get_number(ups, "ups.load", nullptr) == UPSMD_E_INVALID);
    CHECK(upsmd_get_values(ups, nullptr) == UPSMD_E_INVALID);
    CHECK(upsmd_get_protocol(ups, nullptr, 0) == UPSMD_E_INVALID);
    CHECK(upsmd_command(ups, nullptr, UPSMD_NO_ARGUMENT, nullptr, nullptr) == UPSMD_E_INVALID);
    CHECK(upsmd_set_value(ups, "ups.id", nullptr, nullptr, nullptr) == UPSMD_E_INVALID);
    const Options options;
    CHECK(upsmd_options_set(options.get, nullptr, "1") == UPSMD_E_INVALID);
}

TEST_CASE("every code has words", "[capi]") {
    CHECK(std::string(upsmd_strerror(UPSMD_OK)) == "no error");
    for (int code = UPSMD_OK; code <= UPSMD_E_INTERNAL; ++code)
        CHECK(std::string(upsmd_strerror(code)) != upsmd_strerror(UPSMD_E_INTERNAL + 1));
    CHECK(std::string(upsmd_strerror(-1)) == "unknown error");
    CHECK(std::string(upsmd_state_name(UPSMD_LOWBATTERY)) == "LOWBATTERY");
    CHECK(std::string(upsmd_state_name(3)) == "?");
    CHECK(std::string(upsmd_version()).find('.') != std::string::npos);
}

TEST_CASE("ports that cannot be opened", "[capi]") {
    const Context context;
    upsmd_ups* ups = nullptr;
    CHECK(upsmd_open(context.get(), "/dev/no-such-port", nullptr, nullptr, nullptr, &ups) == UPSMD_E_NOT_FOUND);
    CHECK(contains(context.error(), "/dev/no-such-port"));
    CHECK(upsmd_open(context.get(), "/dev/null", nullptr, nullptr, nullptr, &ups) == UPSMD_E_UNSUPPORTED);
    CHECK(contains(context.error(), "/dev/null"));
    CHECK(ups == nullptr);

    PtyPeer pty;
    pty.hang_up();
    const Options options;
    CHECK(upsmd_options_set(options.get, "WaitForPort", "1") == UPSMD_OK);
    Ear ear;
    REQUIRE(upsmd_open(context.get(), pty.path().c_str(), options.get, &Ear::on_event, &ear, &ups) == UPSMD_OK);
    REQUIRE(context.process_until([&] { return ear.heard("port " + std::to_string(UPSMD_E_NOT_FOUND)); }));
    pty.replug();
    REQUIRE(context.process_until([&] { return ear.heard("port 0"); }));
}

TEST_CASE("options one by one", "[capi]") {
    const Options options;
    CHECK(upsmd_options_set(options.get, "NoSuch", "1") == UPSMD_E_NOT_FOUND);
    CHECK(contains(options.error(), "\"NoSuch\""));
    CHECK(upsmd_options_set(options.get, "TurnUPSOffWait", "1") == UPSMD_E_NOT_FOUND);
    for (const char* const value : {"99", "60001", "-1", "", "1s", "0x200", "99999999999"}) {
        CHECK(upsmd_options_set(options.get, "pollinterval", value) == UPSMD_E_INVALID);
        CHECK(options.error() == "PollInterval: \"" + std::string(value) + "\" has to be 100..60000 ms");
    }
    CHECK(upsmd_options_set(options.get, "pollinterval", "100") == UPSMD_OK);
    CHECK(upsmd_options_set(options.get, "Baud", "299") == UPSMD_E_INVALID);
    CHECK(upsmd_options_set(options.get, "WaitForPort", "2") == UPSMD_E_INVALID);
    CHECK(upsmd_options_set(options.get, "Baud", nullptr) == UPSMD_OK);
}

TEST_CASE("options that do not go together, or hold what they must not", "[capi]") {
    CHECK(contains(refusal(UPSMD_E_NOT_FOUND, {"Protocol", "telepathy"}), "\"telepathy\" is not known; known: "));
    CHECK(contains(refusal(UPSMD_E_INVALID, {"Protocol", "simple"}), "simple needs Cable"));
    CHECK(contains(refusal(UPSMD_E_INVALID, {"Protocol", "auto", "Cable", "940-0020B"}), "not with auto"));
    CHECK(contains(refusal(UPSMD_E_INVALID, {"Cable", "no-such-cable"}), "Cable: "));
    CHECK(contains(refusal(UPSMD_E_INVALID, {"Baud", "2400"}), "Baud: auto finds the speed itself"));
    CHECK(contains(refusal(UPSMD_E_INVALID, {"Protocol", "simple", "Cable", "940-0020B", "Baud", "2400"}),
                   "has no speed"));
    CHECK(contains(refusal(UPSMD_E_INVALID, {"Protocol", "megatec", "Baud", "2401"}), "2401"));
    const std::string packs = refusal(UPSMD_E_INVALID, {"BatteryPacks", "0"});
    CHECK(contains(packs, "BatteryPacks"));
    CHECK(contains(packs, "0.1"));
    CHECK_FALSE(contains(packs, "REG_"));
    CHECK_FALSE(contains(packs, "HKEY"));
    CHECK(contains(refusal(UPSMD_E_INVALID, {"BatteryVoltageLow", "28", "BatteryVoltageHigh", "24"}),
                   "below BatteryVoltageHigh"));
    CHECK(contains(refusal(UPSMD_E_INVALID, {"RuntimeCalibration", "1,2"}), "RuntimeCalibration"));
    CHECK(contains(refusal(UPSMD_E_INVALID, {"Protocol", "megatec", "TurnOffMethod", "soft"}), "TurnOffMethod"));
    // A bare pty has no lines.
    CHECK(contains(refusal(UPSMD_E_UNSUPPORTED, {"Cable", "940-0020B"}), ""));
}
