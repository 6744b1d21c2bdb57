#include <catch2/catch.hpp>

#include "core/status_values.h"

using namespace upsmd;

TEST_CASE("status values: the documented defaults", "[status_values]") {
    const StatusValues values = initial_status_values();
    CHECK(values.serial_number.empty());
    CHECK(values.firmware_rev.empty());
    CHECK(values.utility_power_status == 0);
    CHECK(values.total_ups_runtime == 0);
    CHECK(values.battery_status == 0);
    CHECK(values.battery_capacity == 0);
    CHECK(values.comm_status == 1);
}

TEST_CASE("status values: from a reading", "[status_values]") {
    Reading reading;
    reading.set(Variable::device_serial, Value::text("GS9803139882"));
    reading.set(Variable::ups_firmware, Value::text("21.3.I"));
    reading.set(Variable::battery_runtime, Value::number(2579, 0));
    reading.set(Variable::battery_charge, Value::number(99.9, 1));
    reading.set(Variable::ups_status, Value::text("OL"));
    const StatusValues online = status_values(reading, State::online);
    CHECK(online == StatusValues{"GS9803139882", "21.3.I", 1, 42, 1, 99, 1});

    reading.set(Variable::ups_status, Value::text("OB RB"));
    CHECK(status_values(reading, State::on_battery).utility_power_status == 2);
    CHECK(status_values(reading, State::low_battery).utility_power_status == 2);
    CHECK(status_values(reading, State::low_battery).battery_status == 2);

    const StatusValues lost = status_values(reading, State::no_comm);
    CHECK(lost == StatusValues{"GS9803139882", "21.3.I", 0, 0, 0, 0, 2});
}

TEST_CASE("status values: stay in their ranges", "[status_values]") {
    Reading reading;
    reading.set(Variable::battery_charge, Value::number(140, 0));
    reading.set(Variable::battery_runtime, Value::number(-5, 0));
    CHECK(status_values(reading, State::online).battery_capacity == 100);
    CHECK(status_values(reading, State::online).total_ups_runtime == 0);
    reading.set(Variable::battery_charge, Value::number(-1, 0));
    CHECK(status_values(reading, State::online).battery_capacity == 0);
    reading.set(Variable::ups_status, Value::text("OL BYPASS ORB"));
    CHECK(status_values(reading, State::online).battery_status == 1);
}
