#include "core/protocols/powercom_controls.h"

#include <algorithm>
#include <string>

#include "core/protocols/powercom_types.h"

namespace upsmd::powercom {
namespace {

using std::chrono::seconds;

constexpr Duration kPause = 50ms;
constexpr Duration kListen = 1500ms;
// The status has to show the order within three looks.
constexpr Duration kConfirmPause = 400ms;
constexpr int kConfirmations = 3;
constexpr std::int64_t kMostOfAByte = 255;

constexpr std::string_view kOffAndReturn{"\xB9\xBC", 2};
constexpr std::string_view kOff{"\xBA", 1};

// Status B.
constexpr unsigned kTest = 0x04;
constexpr unsigned kCounting = 0x30;
constexpr unsigned kShutdownShown = 0x80;

unsigned status_a(Bytes frame) { return frame[9]; }
unsigned status_b(Bytes frame) { return frame[10]; }

// The cutter gives whole frames only; a shorter one is no status.
bool is_status(Bytes frame) { return frame.size() >= frame_size(Type::trust) && frame[8] == 0; }

template <bool (*shows)(Bytes)>
StepOutcome judge(Bytes reply, const Step& step) {
    if (!is_status(reply)) return StepOutcome::ignore;
    return shows(reply) ? StepOutcome::accepted : step.on_silence;
}

bool shows_shutdown(Bytes frame) {
    return (status_b(frame) & (kCounting | kShutdownShown)) != 0 || (status_a(frame) & kOutputOff) != 0;
}
bool shows_test(Bytes frame) { return (status_b(frame) & kTest) != 0; }

// Silence means nothing here, so an order counts as taken when the status shows it.
template <bool (*shows)(Bytes)>
Script confirmed(std::string_view order) {
    Script script;
    script.add({.pause = kPause, .send = order, .on_silence = StepOutcome::next, .commits = true});
    for (int n = 1; n <= kConfirmations; ++n)
        script.add({.pause = kConfirmPause,
                    .send = std::string_view("\x01", 1),
                    .listen = kListen,
                    .on_silence = n == kConfirmations ? StepOutcome::refused : StepOutcome::next,
                    .judge = judge<shows>});
    return script;
}

Result<Script> shutdown(std::string_view order, const ControlRequest& request, bool minutes) {
    // What a unit does with a delay of 0 is not known.
    const std::int64_t delay = std::max<std::int64_t>(request.delay.count(), 1);
    const std::int64_t most = minutes ? kMostOfAByte * 60 + 59 : kMostOfAByte;
    if (delay > most)
        return Error{ErrorCode::unsupported,
                     std::string(control_name(request.control)) + ": the UPS can wait at most " + std::to_string(most) +
                         " s, " + std::to_string(delay) + " s were asked for",
                     0};
    std::string bytes(order);
    if (minutes) bytes += static_cast<char>(delay / 60);
    bytes += static_cast<char>(minutes ? delay % 60 : delay);
    return confirmed<shows_shutdown>(bytes);
}

}  // namespace

Result<Script> shutdown_return_seconds(const ControlRequest& request, const Reading&, const Settings&) {
    return shutdown(kOffAndReturn, request, false);
}
Result<Script> shutdown_stayoff_seconds(const ControlRequest& request, const Reading&, const Settings&) {
    return shutdown(kOff, request, false);
}
Result<Script> shutdown_return_minutes(const ControlRequest& request, const Reading&, const Settings&) {
    return shutdown(kOffAndReturn, request, true);
}
Result<Script> shutdown_stayoff_minutes(const ControlRequest& request, const Reading&, const Settings&) {
    return shutdown(kOff, request, true);
}

Result<Script> battery_test(const ControlRequest&, const Reading& reading, const Settings&) {
    if (reading.get(Variable::ups_status).as_text().find("OB") != std::string_view::npos)
        return Error{ErrorCode::refused, "test.battery.start.quick: the UPS is on battery", 0};
    return confirmed<shows_test>(std::string_view("\x03", 1));
}

}  // namespace upsmd::powercom
