// Voltronic P: who the unit is and how it is set up.
#include <catch2/catch.hpp>
#include <string>

#include "core/protocols/voltronic_p.h"

namespace upsmd {
namespace {

using V = Variable;

std::string value_in(const char* command, const std::string& raw, Variable variable) {
    const Query* const query = find_query(kVoltronic, command);
    REQUIRE(query != nullptr);
    Decoded out;
    const auto verdict =
        decode_raw(kVoltronic, *query, {reinterpret_cast<const std::uint8_t*>(raw.data()), raw.size()}, out);
    if (verdict != Verdict::ok) return std::string(verdict_name(verdict));
    const Value* const value = out.find(variable);
    return value == nullptr ? "not named" : value->to_string();
}

}  // namespace

TEST_CASE("voltronic identity", "[voltronic]") {
    const std::string model = "(#######OLHVT1K0 ###1000 80 1/1 230 230 02 12.0\r";
    CHECK(value_in("QMD", model, V::device_model) == "OLHVT1K0");
    CHECK(value_in("QMD", model, V::ups_power_nominal) == "1000");
    CHECK(value_in("QMD", model, V::output_powerfactor) == "0.80");
    CHECK(value_in("QMD", model, V::input_phases) == "1");
    CHECK(value_in("QMD", model, V::input_voltage_nominal) == "230");
    CHECK(value_in("QMD", "(       OLHVT1K0    1000 99 3/1 230 230 02 12.0\r", V::device_model) == "OLHVT1K0");
    CHECK(value_in("QMD", "(       OLHVT1K0    1000 99 3/1 230 230 02 12.0\r", V::input_phases) == "3");
    CHECK(value_in("QMD", "(#######OLHVT1K0 ###1000 80\r", V::device_model) == "rejected");
    CHECK(value_in("QMF", "(#######BOH\r", V::device_mfr) == "BOH");
    CHECK(value_in("QVFW", "(VERFW:00322.02\r", V::ups_firmware) == "00322.02");
    CHECK(value_in("QVFW", "(VERFW: 00322.0A\r", V::ups_firmware) == "00322.0A");
    CHECK(value_in("QID", "(12345679012345\r", V::device_serial) == "12345679012345");
    CHECK(value_in("QID", "(00000000000000\r", V::device_serial).empty());
    CHECK(value_in("QPI", "(PI09\r", V::ups_firmware_aux) == "P09");
    CHECK(value_in("QRI", "(230.0 004 024.0 50.0\r", V::battery_voltage_nominal) == "24.0");
    CHECK(value_in("QRI", "(230.0 004 24.00 50.0\r", V::battery_voltage_nominal) == "24.00");
}

TEST_CASE("voltronic identity: a late reply to another query is no name and no serial number", "[voltronic]") {
    for (const char* late : {"(PI01\r", "(VERFW:00322.02\r", "(230.0 004 024.0 50.0\r", "(ACK\r", "(12345679012345\r",
                             "(#######OLHVT1K0 ###1000 80 1/1 230 230 02 12.0\r"})
        CHECK(value_in("QMF", late, V::device_mfr) == "rejected");
    for (const char* late : {"(PI01\r", "(L\r", "(VERFW:00322.02\r", "(230.0 004 024.0 50.0\r", "(242 218\r"})
        CHECK(value_in("QID", late, V::device_serial) == "rejected");
    for (const char* late : {"(L\r", "(242 218\r", "(230.0 004 024.0 50.0\r"})
        CHECK(value_in("QSK1", late, V::outlet_1_status) == "rejected");
}

TEST_CASE("voltronic settings: options are split at the first capital D", "[voltronic]") {
    const std::string raw = "(EpbrasjcDovegfdl\r";
    CHECK(value_in("QFLAG", raw, V::ups_start_auto) == "yes");
    CHECK(value_in("QFLAG", raw, V::battery_protection) == "yes");
    CHECK(value_in("QFLAG", raw, V::battery_energysave) == "no");
    CHECK(value_in("QFLAG", raw, V::ups_beeper_status) == "not named");
    CHECK(value_in("QFLAG", "(EpbrDao\r", V::ups_beeper_status) == "disabled");
    CHECK(value_in("QFLAG", "(EpbrDao\r", V::ups_start_battery).empty());
    CHECK(value_in("QFLAG", "(EpbDpo\r", V::ups_start_auto) == "rejected");
    CHECK(value_in("QFLAG", "(ED\r", V::ups_start_auto) == "rejected");
    CHECK(value_in("QFLAG", "(NAK\r", V::ups_start_auto) == "unsupported");
}

TEST_CASE("voltronic settings: limits, outlets, load, phases", "[voltronic]") {
    CHECK(value_in("QHE", "(242 218\r", V::input_transfer_high) == "242");
    CHECK(value_in("QHE", "(231 209 \r", V::input_transfer_low) == "209");
    CHECK(value_in("QFRE", "(53.0 47.0\r", V::input_frequency_low) == "47.0");
    CHECK(value_in("QBYV", "(264 170\r", V::input_transfer_bypass_high) == "264");
    CHECK(value_in("RE0", "#20\r", V::battery_voltage_low) == "20");
    CHECK(value_in("RE0", "(NAK\r", V::battery_voltage_low) == "unsupported");
    CHECK(value_in("QLDL", "(021 034\r", V::output_power_maximum_percent) == "34");
    CHECK(value_in("QSK1", "(1\r", V::outlet_1_status) == "on");
    CHECK(value_in("QSK4", "(0\r", V::outlet_4_status) == "off");
    CHECK(value_in("QSKT2", "(008\r", V::outlet_2_delay_shutdown) == "480");
    const std::string six = "(230.1 229.8 231.0 398.0 398.3 399.1\r";
    CHECK(value_in("Q3PV", six, V::input_l3_n_voltage) == "231.0");
    CHECK(value_in("Q3OV", six, V::output_l2_n_voltage) == "229.8");
    CHECK(value_in("Q3YV", six, V::input_bypass_l1_n_voltage) == "230.1");
    CHECK(value_in("Q3YV", "(230.1 229.8 398.0\r", V::input_bypass_l2_n_voltage) == "229.8");
    CHECK(value_in("Q3PV", "(230.1 229.8 398.0 100\r", V::input_l1_n_voltage) == "rejected");
    CHECK(value_in("Q3LD", "(012 011 013\r", V::output_l3_power_percent) == "13");
    CHECK(value_in("Q3PC", "(012 011 013\r", V::input_l2_current) == "11");
    CHECK(value_in("Q3OC", "(012 011\r", V::output_l1_current) == "rejected");
}

}  // namespace upsmd
