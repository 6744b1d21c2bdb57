// The alarms' names: vendor's Alarm Map, by number. Those without a text are damaged in the published list.
#include <array>
#include <string>

#include "core/protocols/bcmxcp_alarms.h"

namespace upsmd::bcmxcp {
namespace {

using Kind = AlarmKind;

struct Row {
    Kind kind;
    std::string_view text;
};

// clang-format off
constexpr std::array kAlarms{
    Row{Kind::alarm, "inverter AC over voltage"},  // 0
    Row{Kind::alarm, "inverter AC under voltage"},
    Row{Kind::alarm, "inverter under or over frequency"},
    Row{Kind::alarm, "bypass AC over voltage"},
    Row{Kind::alarm, "bypass AC under voltage"},
    Row{Kind::alarm, "bypass under or over frequency"},
    Row{Kind::alarm, "input AC over voltage"},
    Row{Kind::alarm, "input AC under voltage"},
    Row{Kind::alarm, "input under or over frequency"},
    Row{Kind::alarm, "output AC over voltage"},
    Row{Kind::alarm, "output AC under voltage"},  // 10
    Row{Kind::alarm, "output under or over frequency"},
    Row{Kind::alarm, "remote emergency power off"},
    Row{Kind::alarm, "remote go to bypass"},
    Row{Kind::alarm, "building alarm 6"},
    Row{Kind::alarm, "building alarm 5"},
    Row{Kind::alarm, "building alarm 4"},
    Row{Kind::alarm, "building alarm 3"},
    Row{Kind::alarm, "building alarm 2"},
    Row{Kind::alarm, "building alarm 1"},
    Row{Kind::alarm, "static switch over temperature"},  // 20
    Row{Kind::alarm, "charger over temperature"},
    Row{Kind::alarm, "charger tripped"},
    Row{Kind::alarm, "charger over voltage or current"},
    Row{Kind::alarm, "inverter over temperature"},
    Row{Kind::alarm, "output overload"},
    Row{Kind::alarm, "rectifier input over current"},
    Row{Kind::alarm, "inverter output over current"},
    Row{Kind::alarm, "DC link over voltage"},
    Row{Kind::alarm, "DC link under voltage"},
    Row{Kind::alarm, "check rectifier"},  // 30
    Row{Kind::alarm, "check inverter"},
    Row{Kind::alarm, "check battery switchgear"},
    Row{Kind::alarm, "check bypass switchgear"},
    Row{Kind::alarm, "check charger"},
    Row{Kind::alarm, "ramp up failed"},
    Row{Kind::alarm, "check static switch"},
    Row{Kind::alarm, "analog board A/D reference fail"},
    Row{Kind::alarm, "bypass uncalibrated"},
    Row{Kind::notice, "input uncalibrated"},
    Row{Kind::notice, "output uncalibrated"},  // 40
    Row{Kind::notice, "inverter uncalibrated"},
    Row{Kind::notice, "DC voltage uncalibrated"},
    Row{Kind::notice, "output current uncalibrated"},
    Row{Kind::notice, "rectifier current uncalibrated"},
    Row{Kind::notice, "battery current uncalibrated"},
    Row{Kind::alarm, "inverter on/off stat failure"},
    Row{Kind::alarm, "battery current limit"},
    Row{Kind::alarm, "inverter startup failure"},
    Row{Kind::alarm, "check analog input processor"},
    Row{Kind::alarm, "output load over 100%"},  // 50
    Row{Kind::alarm, "check battery ground"},
    Row{Kind::alarm, "waiting for charger sync"},
    Row{Kind::alarm, "non-volatile memory failure"},
    Row{Kind::alarm, "analog processor failure"},
    Row{Kind::alarm, "shutdown imminent"},
    Row{Kind::alarm, "battery voltage low"},
    Row{Kind::alarm, "utility out of limits"},
    Row{Kind::alarm, "output short circuit"},
    Row{Kind::alarm, "utility not present"},
    Row{Kind::alarm, "full time charging"},  // 60
    Row{Kind::alarm, "fast bypass command"},
    Row{Kind::alarm, "A/D error"},
    Row{Kind::alarm, "internal communication failure"},
    Row{Kind::alarm, "rectifier failed self-test"},
    Row{Kind::alarm, "rectifier EEPROM failure"},
    Row{Kind::alarm, "rectifier EPROM failure"},
    Row{Kind::alarm, "input line voltage loss"},
    Row{Kind::alarm, "battery voltage high"},
    Row{Kind::alarm, "power supply over temperature"},
    Row{Kind::alarm, "check power supply"},  // 70
    Row{Kind::alarm, "check logic power supply"},
    Row{Kind::alarm, "check secondary power supply"},
    Row{Kind::alarm, "heatsink over temperature"},
    Row{Kind::alarm, "check heatsink temperature sensor"},
    Row{Kind::alarm, "rectifier current over 125%"},
    Row{Kind::alarm, "rectifier tripped"},
    Row{Kind::alarm, "check rectifier power capacitors"},
    Row{Kind::alarm, "program stack error"},
    Row{Kind::alarm, "inverter control board failed self-test"},
    Row{Kind::alarm, "inverter A/D converter self-test failed"},  // 80
    Row{Kind::alarm, "RAM device self-test failure"},
    Row{Kind::alarm, "nonvolatile data checksum failure"},
    Row{Kind::alarm, "program checksum failure"},
    Row{Kind::alarm, "inverter CPU self-test failed"},
    Row{Kind::alarm, "network not responding"},
    Row{Kind::alarm, "front panel self-test failure"},
    Row{Kind::alarm, "invalid module configuration"},
    Row{Kind::alarm, "alarm test failure"},
    Row{Kind::alarm, "output DC over voltage"},
    Row{Kind::alarm, "input phase rotation error"},  // 90
    Row{Kind::alarm, "inverter ramp up test failed"},
    Row{Kind::alarm, "inverter off command"},
    Row{Kind::information, "inverter on command"},
    Row{Kind::alarm, "to bypass command"},
    Row{Kind::information, "from bypass command"},
    Row{Kind::information, "normal mode command"},
    Row{Kind::alarm, "emergency shutdown command"},
    Row{Kind::notice, "setup switch open"},
    Row{Kind::alarm, "inverter AC over voltage (interrupt)"},
    Row{Kind::alarm, "inverter AC under voltage (interrupt)"},  // 100
    Row{Kind::alarm, "absolute DCOV/ACOV (interrupt)"},
    Row{Kind::alarm, "inverter L1 current limit"},
    Row{Kind::alarm, "inverter L2 current limit"},
    Row{Kind::alarm, "inverter L3 current limit"},
    Row{Kind::alarm, "bypass source out of tolerance"},
    Row{Kind::alarm, "rectifier switchgear open"},
    Row{Kind::alarm, "battery switchgear open"},
    Row{Kind::alarm, "inverter switchgear open"},
    Row{Kind::information, "bypass switchgear open"},
    Row{Kind::alarm, "inverter tripped"},  // 110
    Row{Kind::alarm, "inverter over temperature trip"},
    Row{Kind::alarm, "DC/DC converter tripped"},
    Row{Kind::alarm, "inverter voltage feedback error"},
    Row{Kind::alarm, "DC under voltage timeout"},
    Row{Kind::alarm, "AC under voltage timeout"},
    Row{Kind::alarm, "DCUV while charger is full on"},
    Row{Kind::alarm, "inverter voltage bias error"},
    Row{Kind::alarm, "input phase rotation"},
    Row{Kind::alarm, "bypass phase rotation"},
    Row{Kind::alarm, "check system interface board"},  // 120
    Row{Kind::alarm, "check parallel board"},
    Row{Kind::alarm, "loss of load sharing phase L1"},
    Row{Kind::alarm, "loss of load sharing phase L2"},
    Row{Kind::alarm, "loss of load sharing phase L3"},
    Row{Kind::alarm, "DC over voltage timeout"},
    Row{Kind::alarm, "battery totally discharged"},
    Row{Kind::alarm, "inverter phase bias error"},
    Row{Kind::alarm, "inverter voltage bias error"},
    Row{Kind::information, "DC link bleed complete"},
    Row{Kind::alarm, "large charger input current"},  // 130
    Row{Kind::alarm, "inverter voltage too low for ramp level"},
    Row{Kind::alarm, "system not redundant"},
    Row{Kind::alarm, "loss of sync bus"},
    Row{Kind::alarm, "rectifier switchgear shunt tripped"},
    Row{Kind::alarm, "loss of charger sync"},
    Row{Kind::alarm, "inverter low level test timeout"},
    Row{Kind::alarm, "output switchgear open"},
    Row{Kind::information, "control power status"},
    Row{Kind::information, "inverter status"},
    Row{Kind::information, "charger status"},  // 140
    Row{Kind::information, "bypass status"},
    Row{Kind::alarm, "bypass power loss"},
    Row{Kind::alarm, "maintenance bypass mode"},
    Row{Kind::information, "bypass manual turn off"},
    Row{Kind::information, "inverter bleeding DC link voltage"},
    Row{Kind::alarm, "CPU ISR error"},
    Row{Kind::notice, "firmware restarted"},
    Row{Kind::information, "parallel DC"},
    Row{Kind::alarm, "check battery"},
    Row{Kind::information, "battery charging"},  // 150
    Row{Kind::notice, "battery not charged"},
    Row{Kind::information, "battery time calculation disabled"},
    Row{Kind::information, "series 7000 enable"},
    Row{Kind::information, "other UPS on"},
    Row{Kind::information, "parallel inverter"},
    Row{Kind::information, "UPS in parallel"},
    Row{Kind::alarm, "check output switchgear"},
    Row{Kind::information, "control power off"},
    Row{Kind::alarm, "L1 overload"},
    Row{Kind::alarm, "L2 overload"},  // 160
    Row{Kind::alarm, "L3 overload"},
    Row{Kind::alarm, "L1 overload (high level)"},
    Row{Kind::alarm, "L2 overload (high level)"},
    Row{Kind::alarm, "L3 overload (high level)"},
    Row{Kind::alarm, "L1 overload (extreme level)"},
    Row{Kind::alarm, "L2 overload (extreme level)"},
    Row{Kind::alarm, "L3 overload (extreme level)"},
    Row{Kind::alarm, "UPS on battery"},
    Row{Kind::alarm, "UPS on bypass"},
    Row{Kind::alarm, "load dumped (load power off)"},  // 170
    Row{Kind::information, "load on inverter"},
    Row{Kind::information, "load power on command received"},
    Row{Kind::information, "load off command received"},
    Row{Kind::alarm, "low battery shutdown"},
    Row{Kind::information, "auto on enabled"},
    Row{Kind::alarm, "software incompatibility detected"},
    Row{Kind::alarm, "check inverter temperature sensor"},
    Row{Kind::information, "DC start occurred"},
    Row{Kind::information, "in parallel operation"},
    Row{Kind::information, "syncing to bypass"},  // 180
    Row{Kind::information, "ramping UPS up"},
    Row{Kind::information, "inverter on delay"},
    Row{Kind::information, "rectifier starting"},
    Row{Kind::alarm, "waiting for utility input"},
    Row{Kind::information, "close bypass switchgear"},
    Row{Kind::alarm, "emergency transfer to bypass"},
    Row{Kind::information, "syncing to output"},
    Row{Kind::alarm, "check bypass"},
    Row{Kind::alarm, "load off command executed"},
    Row{Kind::information, "load power on command executed"},  // 190
    Row{Kind::alarm, "battery test failed"},
    Row{Kind::alarm, "check fuse"},
    Row{Kind::alarm, "check fan"},
    Row{Kind::alarm, "site wiring fault"},
    Row{Kind::alarm, "check backfeed switchgear"},
    Row{Kind::information, "on buck/voltage reducer"},
    Row{Kind::information, "on boost/voltage step up"},
    Row{Kind::information, "on double boost/voltage step up"},
    Row{Kind::alarm, "batteries disconnected"},
    Row{Kind::alarm, "UPS cabinet overtemperature"},  // 200
    Row{Kind::alarm, "transformer overtemperature"},
    Row{Kind::alarm, "ambient undertemperature"},
    Row{Kind::alarm, "ambient overtemperature"},
    Row{Kind::alarm, "cabinet door open"},
    Row{Kind::alarm, "cabinet door open with voltage present"},
    Row{Kind::alarm, "automatic shutdown pending"},
    Row{Kind::alarm, "tap-switching relay failure"},
    Row{Kind::alarm, "unable to charge batteries"},
    Row{Kind::alarm, "startup failed - check EPO reset"},
    Row{Kind::alarm, "automatic startup pending"},  // 210
    Row{Kind::alarm, "check modem"},
    Row{Kind::information, "incoming modem call started"},
    Row{Kind::information, "outgoing modem call started"},
    Row{Kind::information, "modem connection established"},
    Row{Kind::information, "modem call completed successfully"},
    Row{Kind::alarm, "modem call completion failed"},
    Row{Kind::alarm, "check input switchgear"},
    Row{Kind::information, "system initialization in progress"},
    Row{Kind::alarm, "autocalibration failed"},
    Row{Kind::alarm, "selective trip of module"},  // 220
    Row{Kind::alarm, "inverter output failure"},
    Row{Kind::alarm, "abnormal output voltage at startup"},
    Row{Kind::alarm, "rectifier overtemperature"},
    Row{Kind::alarm, "configuration error"},
    Row{Kind::alarm, "redundancy loss due to overload"},
    Row{Kind::alarm, "on alternate AC source"},
    Row{Kind::information, "in high efficiency mode"},
    Row{Kind::notice, "system notice active"},
    Row{Kind::alarm, "system alarm active"},
    Row{Kind::alarm, "alternate power source not available"},  // 230
    Row{Kind::alarm, "current balance failure"},
    Row{Kind::notice, "check air filter"},
    Row{Kind::notice, "subsystem notice active"},
    Row{Kind::alarm, "subsystem alarm active"},
    Row{Kind::information, "charger on command"},
    Row{Kind::information, "charger off command"},
    Row{Kind::information, "UPS normal"},
    Row{Kind::alarm, "inverter phase rotation"},
    Row{Kind::notice, "UPS module off"},
    Row{Kind::alarm, "external communication failure"},  // 240
    Row{Kind::alarm, "invalid board id"},
    Row{Kind::alarm, "check inverter switchgear"},
    Row{Kind::alarm, "output watts overload"},
    Row{Kind::alarm, "check precharge"},
    Row{Kind::information, "rectifier status"},
    Row{Kind::notice, "neutral current limit"},
    Row{Kind::alarm, "close battery switchgear"},
    Row{Kind::alarm, "UPS on generator"},
    Row{Kind::alarm, ""},
    Row{Kind::alarm, "check rectifier temperature sensor"},  // 250
    Row{Kind::information, ""},
    Row{Kind::information, ""},
    Row{Kind::information, ""},
    Row{Kind::information, ""},
    Row{Kind::information, ""},
    Row{Kind::notice, "battery test in progress"},
    Row{Kind::notice, "system test in progress"},
    Row{Kind::information, "test aborted"},
};
// clang-format on

}  // namespace

AlarmKind alarm_kind(std::size_t number) {
    return number < kAlarms.size() ? kAlarms[number].kind : AlarmKind::alarm;
}

std::string alarm_text(std::size_t number) {
    if (number < kAlarms.size() && !kAlarms[number].text.empty()) return std::string(kAlarms[number].text);
    if (number == kBatteryOverTemperature) return "battery over temperature";
    if (number == kInverterOverload) return "inverter overload";
    return "alarm #" + std::to_string(number);
}

}  // namespace upsmd::bcmxcp
