// The exchange of bytes between upsmd and the simulated unit of every protocol, through an outage and the controls, on virtual
// time: docs/transcripts/NAME.txt. What is on the wire cannot change without a change there.
//
// transcripts write FOLDER | check FOLDER
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/catalog.h"
#include "tests/sim/sim_world.h"

namespace {

using namespace upsmd;
using testing::SimWorld;

const Cable kMask = cable_from_options(0x7f);

testing::SiteOptions unit_of(const Protocol& protocol) {
    testing::SiteOptions options;
    options.protocol = protocol.name;
    options.cable = protocol.lines_only ? "0x7f" : "";
    if (protocol.lines_only) options.settings.cable = &kMask;
    if (protocol.lines_only) options.settings.kill_line_delay = 5s;
    return options;
}

// Measured values change with every poll.
constexpr int kShownInAPart = 3;

class Transcript {
  public:
    explicit Transcript(const Protocol& protocol) : protocol_(protocol), site_(world_.add(unit_of(protocol))) {
        text_ = fmt::format("{}: {}\n", protocol.name, protocol.description);
        text_ += "PC> what upsmd sends, UPS> what the simulated unit answers: a question is shown again where its answer is new.\n";
        for (const char* const steady : {"runtime 36000", "recharge 1000000"}) world_.command(site_, steady);
    }

    std::string tell() {
        stage("on line");
        watch(60s);
        stage("the mains fail");
        command("mains off", 20s);
        stage("the battery gets low");
        command("battery 10", 20s);
        stage("the mains are back");
        command("battery 60", 0s);
        command("mains on", 20s);
        for (const ControlRow& row : protocol_.controls)
            if (!turns_off(row.control)) request(row.control);
        for (const ControlRow& row : protocol_.controls)
            if (row.control == Control::shutdown_return) request(row.control);
        for (const ControlRow& row : protocol_.controls)
            if (row.control == Control::shutdown_stop) request(row.control);
        return text_;
    }

  private:
    static bool turns_off(Control control) {
        return control == Control::shutdown_return || control == Control::shutdown_stayoff || control == Control::load_off ||
               control == Control::shutdown_stop;
    }

    void stage(std::string_view title) {
        text_ += fmt::format("\n== {}\n", title);
        asked_.clear();
    }

    void command(std::string_view text, Duration duration) {
        world_.command(site_, text);
        watch(duration);
    }

    void request(Control control) {
        stage(control_name(control));
        const Result<void> asked = world_.request(site_, {control, 180s, std::chrono::minutes{5}, {}});
        if (!asked) text_ += fmt::format("not asked: {}\n", asked.error().message);
        watch(20s);
        if (asked) text_ += fmt::format("result: {}\n", phase_name(world_.session(site_).control_phase()));
    }

    static std::string_view phase_name(ControlPhase phase) {
        switch (phase) {
            case ControlPhase::accepted: return "accepted";
            case ControlPhase::refused: return "refused";
            default: return "not finished";
        }
    }

    void watch(Duration duration) {
        world_.run_for(duration);
        std::vector<sim::LogEntry>& log = world_.site(site_).log;
        // A command is logged a moment after what it does, because it could yet grow.
        std::stable_sort(log.begin(), log.end(), [](const sim::LogEntry& a, const sim::LogEntry& b) {
            const auto order = [](const sim::LogEntry& entry) {
                return std::pair{entry.at, entry.kind != sim::LogKind::kReceived};
            };
            return order(a) < order(b);
        });
        for (const sim::LogEntry& entry : log) {
            if (entry.kind == sim::LogKind::kReceived) {
                const bool goes_on = protocol_.line.character_gap > Duration{0} && answer_.empty() && !question_.ends_with("\\r\"");
                if (!goes_on) show();
                question_ = goes_on ? joined(question_, short_form(entry.text)) : short_form(entry.text);
            } else {
                const std::string_view who = entry.kind == sim::LogKind::kSent ? "UPS" : to_string(entry.kind);
                answer_ += fmt::format("{:>5}> {}\n", who, short_form(entry.text));
            }
        }
        if (!answer_.empty()) show();
        log.clear();
        text_ += fmt::format("state {}, ups.status {}\n", state_name(world_.session(site_).state()), world_.status(site_));
    }

    // Text as text, everything else as hexadecimal bytes.
    static std::string short_form(const std::string& entry) {
        const std::size_t quote = entry.find(" \"");
        if (quote == std::string::npos) return entry;
        const bool is_text = entry.find("\\x") == std::string::npos;
        return is_text ? entry.substr(quote + 1) : entry.substr(0, quote);
    }

    // "Q" and "1\r" are "Q1\r": the characters of some protocols come with gaps.
    static std::string joined(const std::string& a, const std::string& b) {
        if (a.empty()) return b;
        const bool both_text = a.ends_with('"') && b.starts_with('"');
        return both_text ? a.substr(0, a.size() - 1) + b.substr(1) : a + " " + b;
    }

    void show() {
        const std::string question = std::exchange(question_, {});
        const std::string answer = std::exchange(answer_, {});
        if (question.empty() && answer.empty()) return;
        const auto [known, is_new] = shown_.try_emplace(question, answer);
        if (!is_new && known->second == answer) return;
        if (++asked_[question] > kShownInAPart) return;
        known->second = answer;
        if (!question.empty()) text_ += fmt::format("{:>5}> {}\n", "PC", question);
        text_ += answer;
    }

    const Protocol& protocol_;
    SimWorld world_;
    std::size_t site_;
    std::string question_;  // not shown yet
    std::string answer_;
    std::map<std::string, int> asked_;          // in this part
    std::map<std::string, std::string> shown_;  // question -> the answer that was shown last
    std::string text_;
};

std::string read(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

int run(std::string_view what, const std::filesystem::path& folder) {
    int passed = 0;
    int failed = 0;
    for (const Protocol* const protocol : protocol_catalog()) {
        if (!protocol->probes.empty() || !protocol->not_supported.empty()) continue;
        const std::filesystem::path path = folder / (std::string(protocol->name) + ".txt");
        const std::string text = Transcript(*protocol).tell();
        if (what == "write") std::ofstream(path, std::ios::binary) << text;
        const bool same = read(path) == text;
        if (!same)
            fmt::print("{}: not as it is on the wire; if the change is wanted: transcripts write {}\n", path.string(),
                       folder.string());
        ++(same ? passed : failed);
    }
    fmt::print("{} passed, {} failed\n", passed, failed);
    return failed == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
    try {
        const std::string_view what = argc == 3 ? argv[1] : "";
        if (what == "write" || what == "check") return run(what, argv[2]);
        fmt::print(stderr, "transcripts write FOLDER | check FOLDER\n");
    } catch (const std::exception& error) {
        fmt::print(stderr, "transcripts: {}\n", error.what());
    }
    return 2;
}
