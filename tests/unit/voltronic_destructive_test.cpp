// What acts on Voltronic units is declared, and nothing of it is ever a question.
#include <catch2/catch.hpp>
#include <string>

#include "core/catalog.h"
#include "core/protocol.h"

namespace upsmd {
namespace {

bool is_declared(const Protocol& protocol, std::string_view bytes) {
    for (const Destructive& row : protocol.destructive)
        if (bytes.starts_with(row.bytes)) return true;
    return false;
}

const Protocol& protocol_of(const std::string& name) {
    const Protocol* const protocol = protocol_by_name(name);
    REQUIRE(protocol != nullptr);
    return *protocol;
}

}  // namespace

TEST_CASE("voltronic: whatever a control sends is declared to act, or is a question", "[voltronic]") {
    const Protocol& protocol = protocol_of(GENERATE(as<std::string>{}, "voltronic", "voltronic-qs", "voltronic-qs-hex"));
    INFO(protocol.name);
    for (const ControlRow& row : protocol.controls) {
        for (const char* const beeper : {"enabled", "muted", "disabled"}) {
            Reading reading;
            reading.set(Variable::ups_beeper_status, Value::text(beeper));
            for (const Variable outlet : {Variable::outlet_1_switchable, Variable::outlet_2_switchable,
                                          Variable::outlet_3_switchable, Variable::outlet_4_switchable})
                reading.set(outlet, Value::text("yes"));
            const auto script = row.build({row.control, std::chrono::seconds(30)}, reading, {});
            const bool beeps = control_name(row.control).starts_with("beeper");
            REQUIRE((script || beeps));
            if (!script) continue;  // a beeper that cannot be toggled
            for (const Step& step : script->steps()) {
                const std::string sent(reinterpret_cast<const char*>(step.send.view().data()), step.send.view().size());
                INFO(sent);
                const bool asks = sent.empty() || find_query(protocol, sent.substr(0, sent.size() - 1)) != nullptr;
                CHECK(asks != is_declared(protocol, sent));
            }
        }
    }
}

TEST_CASE("voltronic: no question is declared to act", "[voltronic]") {
    const Protocol& protocol = protocol_of(GENERATE(as<std::string>{}, "voltronic", "voltronic-qs", "voltronic-qs-hex"));
    INFO(protocol.name);
    for (const Query& query : protocol.queries) {
        INFO(query.name);
        CHECK_FALSE(is_declared(protocol, query.send));
    }
}

TEST_CASE("voltronic: the descriptions' commands that act are declared", "[voltronic]") {
    for (const char* const command :
         {"S.5R0003", "S02", "SON", "SOFF", "SKOFF1", "SKON1", "CS", "T", "TL", "T10", "CT", "BZON", "BZOFF", "PEA", "PDA",
          "PEE", "PDR", "PF", "PSK1009", "HEH250", "HEL218", "FREH54.0", "FREL47.0", "PHV264", "PLV170", "PGF53.0",
          "PSF47.0", "W0E22", "BATN2", "BATGN03", "PBT02", "PGR01", "PPD120", "BUSP+01", "BUSN-01", "VB+01"}) {
        INFO(command);
        CHECK(is_declared(protocol_of("voltronic"), std::string(command) + "\r"));
    }
    for (const char* const name : {"voltronic-qs", "voltronic-qs-hex"})
        for (const char* const command : {"S.5R0003", "S00R0000", "C", "T", "Q"}) {
            INFO(name << " " << command);
            CHECK(is_declared(protocol_of(name), std::string(command) + "\r"));
        }
    CHECK(is_declared(protocol_of("voltronic-qs-hex"), "CT\r"));
}

}  // namespace upsmd
