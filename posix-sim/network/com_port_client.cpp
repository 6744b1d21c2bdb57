#include "posix-sim/network/com_port_client.h"

#include <algorithm>
#include <array>
#include <utility>

namespace upsmd {
namespace {

using namespace telnet;
using namespace std::chrono_literals;

constexpr std::uint8_t kBinary = 0;
constexpr std::uint8_t kSuppressGoAhead = 3;
constexpr std::uint8_t kComPort = 44;

// RFC 2217. The server's are 100 higher.
enum Command : std::uint8_t {
    kBaud = 1,
    kDataSize = 2,
    kParity = 3,
    kStopSize = 4,
    kControl = 5,
    kModemState = 7,
    kLineStateMask = 10,
    kModemStateMask = 11,
    kPurge = 12,
};
constexpr std::uint8_t kServer = 100;
constexpr std::uint8_t kSuspend = kServer + 8;
constexpr std::uint8_t kResume = kServer + 9;

// Values of kControl.
enum Control : std::uint8_t { kNoFlowControl = 1, kBreakOn = 5, kBreakOff, kDtrOn = 8, kDtrOff, kRtsOn = 11, kRtsOff };

// Bits of kModemState.
enum Modem : std::uint8_t { kCts = 0x10, kDsr = 0x20, kRi = 0x40, kDcd = 0x80 };

constexpr struct {
    Command command;
    std::uint8_t value;
} kEightNoneOne[] = {{kDataSize, 8}, {kParity, 1}, {kStopSize, 1}};
constexpr std::uint8_t kPurgeReceived = 1;

// Requests and answers of kControl that are about the same: flow control, BREAK, DTR, RTS, inbound flow control.
int control_group(std::uint32_t value) {
    if (value <= 3) return 0;
    if (value <= kBreakOff) return 1;
    if (value <= kDtrOff) return 2;
    return value <= kRtsOff ? 3 : 4;
}

std::string what_is(std::uint8_t command, std::uint32_t value) {
    switch (command) {
        case kBaud: return std::to_string(value) + " baud";
        case kDataSize: return "8 data bits";
        case kParity: return "no parity";
        case kStopSize: return "1 stop bit";
        default: break;
    }
    constexpr std::array<const char*, 5> kNames{"flow control off", "BREAK", "DTR", "RTS", ""};
    return kNames[static_cast<std::size_t>(control_group(value))];
}

}  // namespace

ComPortClient::ComPortClient(const PortSettings& settings)
    : settings_(settings),
      options_{{kComPort, true, false}, {kBinary, true, true}, {kSuppressGoAhead, true, true}} {
    for (Option& option : options_) {
        option.asked_here = option.wanted_here;
        option.asked_there = option.wanted_there;
        if (option.wanted_here) put(kWill, option.code);
        if (option.wanted_there) put(kDo, option.code);
    }
}

void ComPortClient::receive(Bytes bytes) {
    reader_.receive(bytes, *this);
    go_on();
}

std::vector<std::uint8_t> ComPortClient::take_output() { return std::exchange(output_, {}); }
std::vector<std::uint8_t> ComPortClient::take_data() { return std::exchange(data_, {}); }

ComPortClient::Waiting ComPortClient::waiting() const {
    if (failure_) return Waiting::nothing;
    if (!begun_) return Waiting::agreement;
    const auto is_setting = [](const Expected& each) { return each.kind == Kind::setting; };
    if (std::any_of(expected_.begin(), expected_.end(), is_setting)) return Waiting::settings;
    if (!expected_.empty()) return Waiting::lines;
    if (settling_) return Waiting::settling;
    return ready_ ? Waiting::nothing : Waiting::inputs;
}

std::chrono::milliseconds ComPortClient::patience() const {
    switch (waiting()) {
        case Waiting::agreement: return 3s;
        case Waiting::settings: return 2s;
        // A server whose port has no lines says nothing. A port in use has them, and its server may be busy.
        case Waiting::lines: return ready_ ? 2000ms : 500ms;
        // A cable that lives on DTR and RTS shows its UPS's contacts only then.
        case Waiting::settling: return 250ms;
        default: return 500ms;
    }
}

void ComPortClient::on_timeout() {
    switch (waiting()) {
        case Waiting::nothing: return;
        case Waiting::agreement:
            return fail(ErrorCode::timeout, "no answer to the negotiation of RFC 2217 (a raw port is called tcp://…)");
        case Waiting::settings: {
            const auto first = std::find_if(expected_.begin(), expected_.end(),
                                            [](const Expected& each) { return each.kind == Kind::setting; });
            return fail(ErrorCode::unsupported, "the server does not confirm " + what_is(first->command, first->value));
        }
        case Waiting::lines:
            for (const Expected& each : expected_) {
                if (each.kind != Kind::line) continue;
                if (ready_) return fail(ErrorCode::io, "the server does not confirm " + what_is(each.command, each.value));
                has_lines_ = false;
            }
            expected_.clear();
            return go_on();
        case Waiting::settling:
            settling_ = false;
            return request_inputs();
        case Waiting::inputs: return be_ready();
    }
}

// After every input: what can be done now.
void ComPortClient::go_on() {
    if (failure_) return;
    if (!begun_ && agreed()) return begin();
    if (!begun_ || !expected_.empty()) return;
    dropping_ = false;
    if (!ready_ && (!has_lines_ || inputs_answered_)) be_ready();
    settling_ = !ready_ && !inputs_asked_;
    if (!ready_ || suspended_ || held_.empty()) return;
    append_escaped(held_, output_);
    held_.clear();
}

bool ComPortClient::agreed() const {
    return std::all_of(std::begin(options_), std::end(options_), [](const Option& option) {
        return option.code == kSuppressGoAhead ||
               (option.here == option.wanted_here && (option.there || !option.wanted_there));
    });
}

void ComPortClient::begin() {
    begun_ = true;
    set_line_levels();
    command(kControl, std::array{std::uint8_t{kNoFlowControl}});
    expect(kControl, kNoFlowControl, Kind::optional);
    for (const auto& [code, value] : kEightNoneOne) {
        command(code, std::array{value});
        expect(code, value, Kind::setting);
    }
    set_speed();
    set_line_levels();
    command(kLineStateMask, std::array{std::uint8_t{0}});
    command(kModemStateMask, std::array{std::uint8_t{0xFF}});
    command(kPurge, std::array{kPurgeReceived});
}

void ComPortClient::be_ready() {
    ready_ = true;
    inputs_asked_ = false;
    if (!has_lines_) inputs_.reset();
}

void ComPortClient::set_line_levels() {
    const auto set = [this](std::uint8_t value, Kind kind) {
        command(kControl, std::array{value});
        expect(kControl, value, kind);
    };
    const OutputLines& lines = settings_.outputs;
    set(lines.dtr ? kDtrOn : kDtrOff, Kind::line);
    set(lines.rts ? kRtsOn : kRtsOff, Kind::line);
    // Off is what a port begins with, and not every server knows BREAK.
    set(lines.brk ? kBreakOn : kBreakOff, lines.brk ? Kind::line : Kind::optional);
}

void ComPortClient::set_speed() {
    const std::uint32_t baud = settings_.baud;
    const auto part = [baud](int shift) { return static_cast<std::uint8_t>(baud >> shift & 0xFFU); };
    command(kBaud, std::array{part(24), part(16), part(8), part(0)});
    expect(kBaud, baud, Kind::setting);
}

void ComPortClient::send(Bytes bytes) {
    held_.insert(held_.end(), bytes.begin(), bytes.end());
    go_on();
}

void ComPortClient::change(const PortSettings& settings) {
    settings_ = settings;
    dropping_ = true;
    data_.clear();
    if (has_lines_) set_line_levels();
    set_speed();
    if (has_lines_) set_line_levels();
    command(kPurge, std::array{kPurgeReceived});
}

void ComPortClient::set_lines(OutputLines lines) {
    settings_.outputs = lines;
    set_line_levels();
}

void ComPortClient::ask_inputs() {
    if (inputs_answered_ && !inputs_asked_) request_inputs();
}

// Not in RFC 2217, which lets only the server speak; ser2net and others answer, the rest leave it out.
void ComPortClient::request_inputs() {
    inputs_asked_ = true;
    command(kModemState, {});
}

void ComPortClient::on_data(std::uint8_t byte) {
    if (ready_ && !dropping_) data_.push_back(byte);
}

void ComPortClient::on_option(std::uint8_t verb, std::uint8_t option) {
    on_answer(verb == kWill || verb == kWont, verb == kWill || verb == kDo, option);
}

// The server says what it does itself (`there`) or what it wants us to do. Only what changes is answered (RFC 1143): two
// that confirm each other's confirmations never end.
void ComPortClient::on_answer(bool there, bool yes, std::uint8_t code) {
    const auto found = std::find_if(std::begin(options_), std::end(options_),
                                    [code](const Option& option) { return option.code == code; });
    const bool wanted = found != std::end(options_) && (there ? found->wanted_there : found->wanted_here);
    if (!wanted) {
        if (yes) put(there ? kDont : kWont, code);
        return;
    }
    bool& done = there ? found->there : found->here;
    bool& asked = there ? found->asked_there : found->asked_here;
    const bool changes = done != yes;
    if (changes && !asked) put(there ? (yes ? kDo : kDont) : (yes ? kWill : kWont), code);
    done = yes;
    asked = false;
    if (yes) return;
    if (code == kComPort) fail(ErrorCode::unsupported, "the server refuses RFC 2217 (COM-PORT-OPTION)");
    if (code == kBinary) fail(ErrorCode::unsupported, "the server refuses binary transmission");
}

void ComPortClient::on_subnegotiation(Bytes bytes) {
    if (bytes[0] != kComPort || bytes.size() < 2 || !begun_) return;
    const std::uint8_t code = bytes[1];
    const Bytes value = bytes.subspan(2);
    if (code == kSuspend || code == kResume) {
        suspended_ = code == kSuspend;
    } else if (code == kServer + kModemState && value.size() == 1) {
        on_modem_state(value[0]);
    } else if (code == kServer + kBaud && value.size() == 4) {
        std::uint32_t baud = 0;
        for (const std::uint8_t byte : value) baud = baud << 8U | byte;
        on_confirmation(kBaud, baud);
    } else if (code > kServer + kBaud && code <= kServer + kControl && value.size() == 1) {
        on_confirmation(code - kServer, value[0]);
    }
}

void ComPortClient::on_confirmation(std::uint8_t code, std::uint32_t value) {
    const auto answered = [&](const Expected& each) {
        return each.command == code && (code != kControl || control_group(each.value) == control_group(value));
    };
    const auto found = std::find_if(expected_.begin(), expected_.end(), answered);
    if (found == expected_.end()) return;
    // ser2net 4.3.11 says "BREAK on" to "BREAK off" too.
    const bool other = value != found->value && !(code == kControl && found->value == kBreakOff);
    if (other) {
        const std::string instead = code == kBaud ? " (it has set " + std::to_string(value) + ")" : "";
        return fail(ErrorCode::unsupported, "the server refuses " + what_is(code, found->value) + instead);
    }
    expected_.erase(found);
}

void ComPortClient::on_modem_state(std::uint8_t bits) {
    inputs_ = InputLines{(bits & kCts) != 0, (bits & kDsr) != 0, (bits & kRi) != 0, (bits & kDcd) != 0};
    inputs_answered_ = inputs_answered_ || inputs_asked_;
    inputs_asked_ = false;
}

void ComPortClient::command(std::uint8_t code, Bytes value) {
    output_.insert(output_.end(), {kEscape, kSubnegotiation, kComPort, code});
    append_escaped(value, output_);
    output_.insert(output_.end(), {kEscape, kSubnegotiationEnd});
}

void ComPortClient::expect(std::uint8_t code, std::uint32_t value, Kind kind) { expected_.push_back({code, value, kind}); }

void ComPortClient::put(std::uint8_t verb, std::uint8_t option) {
    output_.insert(output_.end(), {kEscape, verb, option});
}

void ComPortClient::fail(ErrorCode code, std::string message) {
    if (!failure_) failure_ = Error{code, std::move(message), 0};
}

}  // namespace upsmd
