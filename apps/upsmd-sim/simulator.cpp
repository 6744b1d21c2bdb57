#include "apps/upsmd-sim/simulator.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <ctime>

#include "posix-sim/sim/words.h"

namespace upsmd::sim {

namespace {

long long monotonic_us() {
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    return static_cast<long long>(now.tv_sec) * 1'000'000 + now.tv_nsec / 1000;
}

constexpr OutputLines kRaisedByOpen{.dtr = true, .rts = true, .brk = false};
constexpr OutputLines kDropped{.dtr = false, .rts = false, .brk = false};

}  // namespace

Simulator::Simulator(std::unique_ptr<Ups> ups, SimulatorSettings settings)
    : ups_(std::move(ups)),
      settings_(std::move(settings)),
      wire_(settings_.baud, settings_.pace),
      port_(settings_.link, settings_.baud),
      start_us_(monotonic_us()) {}

Simulator::~Simulator() {
    unplug();
    if (log_ != nullptr && log_ != stderr) std::fclose(log_);
    if (signals_ >= 0) ::close(signals_);
    if (line_event_ >= 0) ::close(line_event_);
}

Time Simulator::now() const {
    // Line events carry their own time stamps, which may be a little older than what was handled before them.
    return std::max(last_, Time(Duration(monotonic_us() - start_us_)));
}

void Simulator::say(const std::string& text) {
    std::puts(text.c_str());
    std::fflush(stdout);
}

bool Simulator::set_up() {
    if (settings_.log_path == "-") {
        log_ = stderr;
    } else if (!settings_.log_path.empty()) {
        log_ = std::fopen(settings_.log_path.c_str(), "we");
        if (log_ == nullptr) {
            std::fprintf(stderr, "error: cannot write %s: %s\n", settings_.log_path.c_str(), std::strerror(errno));
            return false;
        }
    }
    sigset_t set;
    sigemptyset(&set);
    for (const int number : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&set, number);
    ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
    signals_ = ::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    line_event_ = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (signals_ < 0 || line_event_ < 0) {
        std::fprintf(stderr, "error: cannot wait for signals: %s\n", std::strerror(errno));
        return false;
    }
    return plug_in();
}

bool Simulator::plug_in() {
    std::string error = port_.open();
    if (error.empty() && !settings_.lines_folder.empty()) {
        lines_ = LinesFile::create(settings_.lines_folder, port_.device(), error);
        if (lines_) {
            lines_->preset_outputs(kRaisedByOpen);
            lines_->set_inputs(ups_->lines());
            watch_lines();
        }
    }
    if (!error.empty()) {
        std::fprintf(stderr, "error: %s\n", error.c_str());
        port_.close();
        return false;
    }
    say(port_.path());
    write_line("port " + port_.path(), now());
    return true;
}

void Simulator::unplug() {
    stop_watching();
    // The port first: a program woken by the mapping's end must already find the hang-up.
    port_.close();
    lines_.reset();
    wire_.clear();
}

void Simulator::watch_lines() {
    watching_ = true;
    watcher_ = std::thread([this, file = lines_.get()] {
        std::uint32_t turns = file->turns();
        // Changes made before this thread ran.
        for (std::uint64_t one = 1; watching_;) {
            if (::write(line_event_, &one, sizeof one) < 0 && errno != EAGAIN) return;
            file->wait_turn(turns);
            turns = file->turns();
        }
    });
}

void Simulator::stop_watching() {
    if (!watcher_.joinable()) return;
    watching_ = false;
    lines_->release();
    watcher_.join();
}

int Simulator::run() {
    if (!set_up()) return 1;
    loop();
    write_log();
    return 0;
}

void Simulator::loop() {
    while (running_) {
        step();
        if (!running_) break;
        wait();
        signalfd_siginfo info{};
        if (::read(signals_, &info, sizeof info) > 0) running_ = false;
    }
}

Time Simulator::deadline() const {
    Time next = std::min(ups_->deadline(), wire_.deadline());
    if (next_step_ < settings_.scenario.size()) next = std::min(next, Time(settings_.scenario[next_step_].at));
    return next;
}

void Simulator::wait() {
    std::array<pollfd, 5> fds = {{{signals_, POLLIN, 0},
                                  {input_open_ ? STDIN_FILENO : -1, POLLIN, 0},
                                  {port_.is_open() ? port_.master() : -1, POLLIN, 0},
                                  {port_.is_open() ? port_.watch() : -1, POLLIN, 0},
                                  {line_event_, POLLIN, 0}}};
    timespec timeout{};
    timespec* limit = nullptr;
    if (const Time next = deadline(); next != kNever) {
        const auto left = std::max<Duration::rep>((next - now()).count(), 0);
        timeout = {left / 1'000'000, left % 1'000'000 * 1000};
        limit = &timeout;
    }
    ::ppoll(fds.data(), fds.size(), limit, nullptr);
    if ((fds[1].revents & (POLLIN | POLLHUP | POLLERR)) != 0) handle_input();
}

void Simulator::step() {
    std::uint64_t count = 0;
    while (::read(line_event_, &count, sizeof count) > 0) {
    }
    handle_port();
    handle_lines();
    handle_bytes();
    handle_scenario();
    last_ = now();
    ups_->on_time(last_);
    wire_.to_pc.push(ups_->take_output(last_), last_);
    const Bytes bytes = wire_.to_pc.take(last_);
    if (port_.is_open()) port_.write(bytes);
    if (lines_) lines_->set_inputs(ups_->lines());
    write_log();
}

// The kernel raises DTR and RTS at the first open and, with HUPCL, drops both at the last close.
void Simulator::handle_port() {
    if (!port_.is_open()) return;
    for (const PortEvent event : port_.take_events()) {
        last_ = now();
        if (event == PortEvent::kOpened) {
            write_line("port opened", last_);
            if (lines_) ups_->on_outputs(kRaisedByOpen, last_);
            continue;
        }
        // What was set just before the close comes first.
        handle_lines();
        write_line("port closed", last_);
        if (!lines_) continue;
        if (port_.drops_lines_on_close()) ups_->on_outputs(kDropped, last_);
        lines_->preset_outputs(kRaisedByOpen);
    }
}

void Simulator::handle_lines() {
    if (!lines_) return;
    for (const OutputChange& change : lines_->take_outputs()) {
        const Time at(Duration(static_cast<long long>(change.time_us) - start_us_));
        last_ = std::max(last_, at);
        ups_->on_outputs(change.lines, last_);
    }
}

void Simulator::handle_bytes() {
    if (!port_.is_open()) return;
    const std::vector<std::uint8_t> bytes = port_.read();
    last_ = now();
    if (!bytes.empty()) wire_.to_ups.push(bytes, last_);
    const Bytes arrived = wire_.to_ups.take(last_);
    if (!arrived.empty()) ups_->on_bytes(arrived, last_);
}

void Simulator::handle_scenario() {
    while (running_ && next_step_ < settings_.scenario.size()) {
        const ScenarioStep& step = settings_.scenario[next_step_];
        if (Time(step.at) > now()) return;
        ++next_step_;
        carry_out(step.command, "scenario: ", false);
    }
}

void Simulator::handle_input() {
    std::array<char, 1024> buffer{};
    const ssize_t count = ::read(STDIN_FILENO, buffer.data(), buffer.size());
    if (count <= 0) {
        input_open_ = false;
        if (settings_.scenario.empty() && !settings_.stay) running_ = false;
        return;
    }
    input_.append(buffer.data(), static_cast<std::size_t>(count));
    for (auto end = input_.find('\n'); end != std::string::npos && running_; end = input_.find('\n')) {
        const std::string line = input_.substr(0, end);
        input_.erase(0, end + 1);
        carry_out(line, "", true);
    }
}

void Simulator::carry_out(const std::string& command, const std::string& origin, bool confirm) {
    const auto [word, rest] = split_word(command);
    if (word.empty() || word.front() == '#') return;
    last_ = now();
    if (word == "quit" && rest.empty()) {
        write_line("command quit", last_);
        running_ = false;
        return;
    }
    if (word == "status" && rest.empty()) {
        ups_->on_time(last_);
        say(ups_->status() + (port_.in_use() ? " port=open" : " port=closed"));
        return;
    }
    write_log();
    write_line("command " + command, last_);
    std::string error;
    if (!ups_->apply(command, last_, error)) {
        say("error: " + origin + error);
        write_line("error " + origin + error, last_);
        return;
    }
    carry_out_hangup();
    if (lines_) lines_->set_inputs(ups_->lines());
    if (confirm) say("ok");
}

void Simulator::carry_out_hangup() {
    if (ups_->hung_up() == !port_.is_open()) return;
    if (ups_->hung_up()) {
        unplug();
        return;
    }
    if (!plug_in()) running_ = false;
}

void Simulator::write_line(const std::string& text, Time at) {
    if (log_ == nullptr) return;
    const auto us = at.time_since_epoch().count();
    std::fprintf(log_, "%lld.%03lld %s\n", static_cast<long long>(us / 1'000'000),
                 static_cast<long long>(us / 1000 % 1000), text.c_str());
    std::fflush(log_);
}

void Simulator::write_log() {
    for (const LogEntry& entry : ups_->take_log()) {
        write_line(std::string(to_string(entry.kind)) + " " + entry.text, entry.at);
    }
}

}  // namespace upsmd::sim
