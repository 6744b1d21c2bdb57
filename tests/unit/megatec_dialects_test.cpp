// Megatec boards with other names for the same: what they are asked, how they answer, what they are told.
#include <array>
#include <catch2/catch.hpp>
#include <string>

#include "core/catalog.h"
#include "core/protocols/megatec_dialects.h"
#include "tests/unit/relative_tools.h"
#include "tests/unit/sim_desk.h"

namespace upsmd {
namespace {

using V = Variable;
using testing::check_destructive;
using testing::decode;

struct Dialect {
    const Protocol* protocol;
    std::string status;
    std::string asked;  // all that a session ever asks, in order
};

const std::array<Dialect, 6>& dialects() {
    static const std::array<Dialect, 6> kDialects{
        Dialect{&kQ1, "Q1", "Q1 "},
        Dialect{&kMustek, "QS", "QS F I "},
        Dialect{&kMegatecOld, "D", "D F I "},
        Dialect{&kMecer, "Q1", "Q1 F QPI I "},
        Dialect{&kZinto, "Q1", "Q1 F FW? "},
        Dialect{&kHunnox, "Q1", "Q1 F FW? BL "},
    };
    return kDialects;
}

std::string status_of(const Dialect& dialect, const std::string& raw) {
    Decoded out;
    const Verdict verdict = decode(*dialect.protocol, dialect.status, raw, out);
    return verdict == Verdict::ok ? out.status->to_string() : std::string(verdict_name(verdict));
}

std::string value_of(const Protocol& protocol, const std::string& command, const std::string& raw, V variable) {
    Decoded out;
    const Verdict verdict = decode(protocol, command, raw, out);
    if (verdict != Verdict::ok) return std::string(verdict_name(verdict));
    return out.find(variable) == nullptr ? "not named" : out.find(variable)->to_string();
}

Verdict answer(const Protocol& protocol, std::string_view command, std::string_view reply) {
    return decode_raw_answer(protocol, command, {reinterpret_cast<const std::uint8_t*>(reply.data()), reply.size()});
}

}  // namespace

TEST_CASE("megatec dialects: the description's three lines, by each name", "[dialect]") {
    for (const Dialect& each : dialects()) {
        INFO(each.protocol->name);
        CHECK(protocol_by_name(each.protocol->name) == each.protocol);
        CHECK(status_of(each, "(230.1 230.1 230.4 014 50.0 27.4 30.0 00001001\r") == "OL");
        CHECK(status_of(each, "(000.0 000.0 229.8 023 50.0 24.6 30.0 10001001\r") == "OB");
        CHECK(status_of(each, "(000.0 000.0 229.8 023 50.0 21.2 30.0 11001001\r") == "OB LB");
        CHECK(status_of(each, "(250.0 250.0 228.0 023 50.0 27.4 30.0 00101000\r") == "OL TRIM");
        CHECK(status_of(each, each.status + "\r") == "unsupported");
        CHECK(status_of(each, "(NAK\r") == "unsupported");
        CHECK(status_of(each, "UPS No Ack") == "rejected");  // a bridge without data
        CHECK(status_of(each, "(230.1 230.1 230.4 014 50.0 27.4 30.0 0000100") == "rejected");
        CHECK(status_of(each, "(230.1 230.1 230.4 014 50.0 27.4 30.0 0000x001\r") == "rejected");
        CHECK(status_of(each, "#230.0 004 024.0 50.0\r") == "rejected");
    }
}

TEST_CASE("megatec dialects: a session asks what the board knows and nothing that acts", "[dialect]") {
    for (const Dialect& each : dialects()) {
        INFO(each.protocol->name);
        std::string asked;
        for (const Query& query : each.protocol->queries) {
            if (query.schedule != Schedule::never) asked += std::string(query.name) + ' ';
            CHECK(query.send == std::string(query.name) + '\r');
        }
        CHECK(asked == each.asked);
    }
}

TEST_CASE("megatec dialects: whatever a control sends is declared destructive, no question is", "[dialect]") {
    for (const Dialect& each : dialects()) {
        REQUIRE(each.protocol->controls.size() == 12);
        check_destructive(*each.protocol);
    }
    check_destructive(*protocol_by_name("megatec"));
}

TEST_CASE("megatec-old: a battery voltage of six characters moves the flags", "[dialect]") {
    const std::string wide = "(230.1 230.1 230.4 014 50.0 027.40 30.0 00001001\r";
    CHECK(value_of(kMegatecOld, "D", wide, V::battery_voltage) == "27.40");
    CHECK(status_of(dialects()[2], wide) == "OL");
    CHECK(status_of(dialects()[2], "(000.0 000.0 229.8 023 50.0 021.20 30.0 11001001\r") == "OB LB");
}

TEST_CASE("mecer: which board it is", "[dialect]") {
    CHECK(value_of(kMecer, "QPI", "(PI98\r", V::ups_firmware_aux) == "PM-P98");
    CHECK(value_of(kMecer, "QPI", "(NAK\r", V::ups_firmware_aux) == "unsupported");
    CHECK(value_of(kMecer, "QPI", "(PI\r", V::ups_firmware_aux) == "rejected");
    CHECK(answer(kMecer, "S.5R0003", "(ACK\r") == Verdict::ok);
    CHECK(answer(kMecer, "S.5R0003", "(NAK\r") == Verdict::unsupported);
}

TEST_CASE("zinto and hunnox: FW? has the columns of I", "[dialect]") {
    const std::string reply = "#ACME CORP       LINE-700   VT12046Q  \r";
    for (const Protocol* protocol : {&kZinto, &kHunnox}) {
        INFO(protocol->name);
        CHECK(value_of(*protocol, "FW?", reply, V::device_mfr) == "ACME CORP");
        CHECK(value_of(*protocol, "FW?", reply, V::device_model) == "LINE-700");
        CHECK(value_of(*protocol, "FW?", reply, V::ups_firmware) == "VT12046Q");
        CHECK(value_of(*protocol, "FW?", "FW?\r", V::device_mfr) == "unsupported");
        CHECK(value_of(*protocol, "FW?", reply.substr(0, 20) + '\r', V::device_mfr) == "rejected");
        CHECK(find_query(*protocol, "I") == nullptr);
    }
}

TEST_CASE("hunnox: charge, and the bridge's word for an answer that did not come", "[dialect]") {
    CHECK(value_of(kHunnox, "BL", "BL100\r", V::battery_charge) == "100");
    CHECK(value_of(kHunnox, "BL", "BL087\r", V::battery_charge) == "87");
    CHECK(value_of(kHunnox, "BL", "BL87\r", V::battery_charge) == "87");
    for (const char* wrong : {"BL\r", "BL101\r", "BL8x\r", "087\r", "UPS No Ack"})
        CHECK(value_of(kHunnox, "BL", wrong, V::battery_charge) != "87");
    CHECK(value_of(kHunnox, "BL", "UPS No Ack", V::battery_charge) == "rejected");
    CHECK(answer(kHunnox, "S01R0003", "UPS No Ack") == Verdict::ok);
    CHECK(answer(kHunnox, "S01R0003", "S01R0003\r") == Verdict::unsupported);
    CHECK(answer(kZinto, "S01R0003", "UPS No Ack") == Verdict::rejected);
}

}  // namespace upsmd

namespace upsmd::sim {

TEST_CASE("Megatec dialects: each simulated board knows its own names only", "[sim][dialect]") {
    struct Row {
        const char* protocol;
        const char* command;
        const char* reply;
    };
    const std::string identity = "#ACME CORP       LINE-700   VT12046Q  \r";
    for (const Row& row : {
             Row{"q1", "F\r", "F\r"}, Row{"q1", "I\r", "I\r"}, Row{"q1", "FW?\r", "FW?\r"}, Row{"mustek", "Q1\r", "Q1\r"},
             Row{"mustek", "I\r", identity.c_str()}, Row{"megatec-old", "QS\r", "QS\r"},
             Row{"megatec-old", "F\r", "#230.0 004 024.0 50.0\r"}, Row{"mecer", "QS\r", "(NAK\r"},
             Row{"mecer", "QPI\r", "(PI98\r"}, Row{"mecer", "T\r", "(ACK\r"}, Row{"zinto", "I\r", "I\r"},
             Row{"zinto", "FW?\r", identity.c_str()}, Row{"zinto", "BL\r", "BL\r"}, Row{"hunnox", "I\r", ""},
             Row{"hunnox", "FW?\r", identity.c_str()}, Row{"hunnox", "BL\r", "BL100\r"}, Row{"hunnox", "T\r", ""},
         }) {
        INFO(row.protocol << ' ' << row.command);
        Desk desk(row.protocol);
        CHECK(desk.ask(row.command) == row.reply);
    }
    for (const char* protocol : {"q1", "mecer", "zinto", "hunnox"}) CHECK(Desk(protocol).ask("Q1\r").size() == 47);
    CHECK(Desk("mustek").ask("QS\r").size() == 47);
    CHECK(Desk("megatec-old").ask("D\r").size() == 47);
}

TEST_CASE("Megatec dialects: what units of one kind do differently", "[sim][dialect]") {
    CHECK(Desk("megatec-old", {{"battery", "wide"}}).ask("D\r") == "(230.0 230.0 230.0 023 50.0 027.40 30.0 00001001\r");
    CHECK(Desk("mecer", {{"p98", "off"}}).ask("QPI\r") == "(NAK\r");
    CHECK(Desk("mecer", {{"p98", "off"}}).ask("T.2\r") == "(NAK\r");
    Desk tenths("mecer");
    CHECK(tenths.ask("T.2\r") == "(ACK\r");
    CHECK(tenths.ask("Q1\r", 1s).substr(38) == "00001101\r");
    CHECK(tenths.after(12s).empty());
    CHECK(tenths.ask("Q1\r", 1s).substr(38) == "00001001\r");
    Desk two("hunnox", {{"charge-digits", "2"}});
    two.command("battery 87");
    CHECK(two.ask("BL\r", 1s) == "BL87\r");
    CHECK(Desk("hunnox", {{"charge-digits", "0"}}).ask("BL\r").empty());
    Options wrong{{"unknown", "maybe"}};
    std::string error;
    CHECK(make_ups("mustek", wrong, 1, error) == nullptr);
    CHECK(error == "option unknown: not echo, nak or silence: \"maybe\"");
}

}  // namespace upsmd::sim
